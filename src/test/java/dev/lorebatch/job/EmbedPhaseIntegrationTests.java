package dev.lorebatch.job;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.batch.core.BatchStatus;

import dev.lorebatch.embedding.BacklogEmbedder;
import dev.lorebatch.embedding.BacklogEmbedder.Scope;
import dev.lorebatch.embedding.BacklogResult;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.support.OllamaStub;
import dev.lorebatch.support.OllamaStub.Answer;
import dev.lorebatch.support.OllamaStub.Behaviour;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The phase embed and the command that works off what it left, with an Ollama that fails
 * in every way it has.
 */
class EmbedPhaseIntegrationTests {

	private static final String OLD = "SELECT count(DISTINCT document_id) FROM embeddings WHERE content_hash = 'old'";

	/** All but discussions of system notes only. */
	private static final String EMBEDDABLE = "SELECT count(*) FROM documents d WHERE " + TestMirror.EMBEDDABLE;

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	@TempDir
	Path folder;

	private OllamaStub ollama;

	private TestMirror mirror;

	@BeforeEach
	void open() throws Exception {
		this.ollama = new OllamaStub();
		this.mirror = open(this.ollama.properties());
	}

	@AfterEach
	void close() {
		this.mirror.close();
		this.ollama.close();
		this.sample.close();
	}

	@ParameterizedTest
	@EnumSource
	void troubleWithTheProviderIsAWarningAndALaterEmbedFinishes(Trouble trouble) throws Exception {
		sync("r1", true);
		this.mirror.jdbc().sql("UPDATE embeddings SET content_hash = 'old'").update();
		Map<Long, String> before = vectors();
		String cursed = this.mirror.jdbc()
			.sql("SELECT indexed_title || char(10) || substr(body, 1, 60) FROM documents WHERE source_type = 'merge_request'")
			.query(String.class)
			.single();
		this.ollama.behave(trouble.behaviour.apply(cursed)::answer);

		sync("r2", true);

		assertThat(this.mirror.bean(SyncRuns.class).find("r2").orElseThrow().phase()).isEqualTo("done");
		List<String> warnings = warnings("r2");
		assertThat(warnings).singleElement().asString().contains(trouble.warning);
		long pending = this.mirror.count("SELECT count(*) FROM pending_embeddings WHERE origin_run_id = 'r2'");
		assertThat(warnings.get(0)).startsWith(pending + " documents have no vectors yet");
		assertThat(pending).isEqualTo(trouble.concernsAll ? before.size() : 1).isEqualTo(this.mirror.count(OLD));
		assertThat(this.mirror.count(EMBEDDABLE + " AND 1 <> (SELECT count(DISTINCT e.content_hash) FROM embeddings e "
				+ "WHERE e.document_id = d.id)"))
			.as("documents with old and new vectors")
			.isZero();
		if (trouble.concernsAll) {
			assertThat(vectors()).as("old vectors stay").isEqualTo(before);
		}

		this.ollama.behave((input) -> null);
		BacklogResult result = embed(Scope.PENDING);
		assertThat(result.failure()).isNull();
		assertThat(result).extracting(BacklogResult::documents, BacklogResult::pending).containsExactly(pending, 0L);
		assertThat(vectors()).isEqualTo(before);
		assertThat(this.mirror.count(OLD)).isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM run_leases")).isZero();
	}

	@Test
	void aServerThatIsNotThereIsAWarningAndALaterEmbedFinishes() throws Exception {
		sync("r1", true);
		this.mirror.jdbc().sql("UPDATE embeddings SET content_hash = 'old'").update();
		Map<Long, String> before = vectors();
		reopen(this.ollama.properties("lore.embedding.url=http://127.0.0.1:" + unusedPort()));

		sync("r2", true);

		assertThat(this.mirror.bean(SyncRuns.class).find("r2").orElseThrow().phase()).isEqualTo("done");
		assertThat(warnings("r2")).singleElement()
			.asString()
			.startsWith(before.size() + " documents have no vectors yet")
			.contains("cannot be reached");
		assertThat(vectors()).as("old vectors stay").isEqualTo(before);
		assertThat(this.mirror.count("SELECT count(*) FROM pending_embeddings WHERE origin_run_id = 'r2'"))
			.isEqualTo(before.size());
		BacklogResult unreachable = embed(Scope.PENDING);
		assertThat(unreachable.failure().exitCode()).isEqualTo(ExitCode.EMBEDDING_UNAVAILABLE);
		assertThat(unreachable.pending()).isEqualTo(before.size());

		reopen(this.ollama.properties());
		assertThat(embed(Scope.PENDING)).extracting(BacklogResult::documents, BacklogResult::pending)
			.containsExactly((long) before.size(), 0L);
		assertThat(this.mirror.count(OLD)).isZero();
	}

	@Test
	void aChunkThatIsTooLongIsSplitAndItsBatchSucceeds() throws Exception {
		sync("r1", true);
		long vectors = this.mirror.count("SELECT count(*) FROM embeddings");
		this.mirror.jdbc().sql("UPDATE embeddings SET content_hash = 'old'").update();
		this.ollama.forgetRequests();
		this.ollama.behave((input) -> input.stream().anyMatch((text) -> text.length() > 400)
				? OllamaStub.error(400, "the input length exceeds the context length") : null);
		sync("r2", true);
		assertThat(warnings("r2")).isEmpty();
		assertThat(this.mirror.count("SELECT count(*) FROM embeddings")).isGreaterThan(vectors);
		assertThat(this.mirror.count(OLD)).isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM pending_embeddings")).isZero();
	}

	@Test
	void aRunEmbedsItsOwnDocumentsOnly() throws Exception {
		this.mirror.run(request("r1", List.of(1L, 2L), List.of(4L), false));
		List<Map<String, Object>> backlog = this.mirror.rows("SELECT * FROM pending_embeddings ORDER BY id");
		Map<String, List<Map<String, Object>>> before = this.mirror.content();

		this.mirror.run(request("r2", List.of(1L), List.of(), true));

		assertThat(backlog).hasSizeGreaterThan(10);
		assertThat(this.mirror.rows("SELECT * FROM pending_embeddings ORDER BY id")).isEqualTo(backlog);
		List<Map<String, Object>> own = this.mirror.rows("""
				SELECT d.id FROM documents d JOIN issues i ON i.iid = 1
				WHERE (d.source_type = 'issue' AND d.source_id = i.id OR d.source_type = 'discussion'
					AND d.source_id IN (SELECT id FROM discussions WHERE issue_id = i.id)) AND %s ORDER BY d.id
				""".formatted(TestMirror.EMBEDDABLE));
		assertThat(this.mirror.rows("SELECT DISTINCT document_id AS id FROM embeddings ORDER BY 1")).isEqualTo(own);
		Map<String, List<Map<String, Object>>> after = this.mirror.content();
		assertThat(before.remove("embeddings")).isEmpty();
		after.remove("embeddings");
		assertThat(after).isEqualTo(before);
	}

	@Test
	void vectorsOfAnotherProviderAreMadeAgainForTheRunsDocumentsAndByEmbedForAll() throws Exception {
		reopen();
		sync("r1", true);
		long documents = this.mirror.count(EMBEDDABLE);
		assertThat(countProvider("hashing")).isEqualTo(documents);

		reopen(this.ollama.properties());
		this.mirror.run(request("r2", List.of(1L), List.of(), true));
		long own = countProvider("ollama");
		assertThat(own).isBetween(1L, documents - 1);
		assertThat(countProvider("hashing")).isEqualTo(documents - own);

		BacklogResult result = embed(Scope.PENDING);
		assertThat(result).extracting(BacklogResult::requeued, BacklogResult::documents)
			.containsExactly(documents - own, documents - own);
		assertThat(countProvider("ollama")).isEqualTo(documents);
		assertThat(embed(Scope.PENDING)).extracting(BacklogResult::requeued, BacklogResult::documents)
			.containsExactly(0L, 0L);
	}

	@Test
	void anotherChunkSizeMakesVectorsOutOfDate() throws Exception {
		sync("r1", true);
		long documents = this.mirror.count(EMBEDDABLE);
		reopen(this.ollama.properties("lore.embedding.chunk-size=300", "lore.embedding.chunk-overlap=30"));
		assertThat(embed(Scope.PENDING).documents()).isEqualTo(documents);
		assertThat(this.mirror.rows("SELECT DISTINCT chunk_size FROM embeddings")).extracting(Map::toString)
			.containsExactly("{chunk_size=300}");
	}

	@Test
	void anotherLengthOfVectorsIsFoundOutOnTheWay() throws Exception {
		sync("r1", true);
		long documents = this.mirror.count(EMBEDDABLE);
		this.mirror.jdbc()
			.sql("DELETE FROM embeddings WHERE document_id = (SELECT min(document_id) FROM embeddings)")
			.update();
		reopen(this.ollama.properties());
		this.ollama.behave((input) -> OllamaStub.vectors(input.stream().map((text) -> "[1,2]").toList().toString()));
		assertThat(embed(Scope.PENDING)).extracting(BacklogResult::requeued, BacklogResult::documents)
			.containsExactly(documents, documents);
		assertThat(this.mirror.rows("SELECT DISTINCT dimensions FROM embeddings")).extracting(Map::toString)
			.containsExactly("{dimensions=2}");
	}

	@Test
	void aFullEmbedGoesOnWhereItWasAndOldVectorsStay() throws Exception {
		reopen(this.ollama.properties("lore.embedding.batch-size=4"));
		sync("r1", true);
		Map<Long, String> before = vectors();
		this.ollama.forgetRequests();
		this.ollama.behave((input) -> (this.ollama.requests().size() > 3) ? OllamaStub.error(503, "busy") : null);
		BacklogResult interrupted = embed(Scope.FULL);
		assertThat(interrupted.failure()).isNotNull();
		assertThat(interrupted.failure().exitCode()).isEqualTo(ExitCode.EMBEDDING_UNAVAILABLE);
		assertThat(interrupted.documents()).isBetween(1L, before.size() - 1L);
		assertThat(vectors()).isEqualTo(before);

		this.ollama.behave((input) -> null);
		BacklogResult rest = embed(Scope.FULL);
		assertThat(rest.requeued()).isZero();
		assertThat(interrupted.documents() + rest.documents()).isEqualTo(before.size());
		assertThat(embed(Scope.FULL).documents()).as("a new full pass").isEqualTo(before.size());
	}

	@Test
	void aDocumentThatFailsTooOftenIsLeftAloneUntilAskedFor() throws Exception {
		this.ollama.behave(Trouble.NAN.behaviour.apply("harbor")::answer);
		this.mirror.run(request("r1", List.of(), List.of(4L), false));
		this.mirror.jdbc().sql("DELETE FROM documents WHERE source_type <> 'merge_request'").update();
		String title = this.mirror.jdbc().sql("SELECT indexed_title FROM documents").query(String.class).single();
		this.ollama.behave(Trouble.NAN.behaviour.apply(title)::answer);
		for (int attempt = 1; attempt <= 3; attempt++) {
			assertThat(embed(Scope.PENDING).failure().exitCode()).isEqualTo(ExitCode.EMBEDDING_FAILED);
		}
		this.ollama.forgetRequests();
		BacklogResult given = embed(Scope.PENDING);
		assertThat(given).extracting(BacklogResult::givenUp, BacklogResult::pending, BacklogResult::failed)
			.containsExactly(1L, 1L, 0L);
		assertThat(this.ollama.requests()).isEmpty();
		assertThat(this.mirror.rows("SELECT attempts, last_error FROM pending_embeddings").toString())
			.contains("attempts=3")
			.contains("no finite number");
		this.ollama.behave((input) -> null);
		assertThat(embed(Scope.FAILED)).extracting(BacklogResult::documents, BacklogResult::pending)
			.containsExactly(1L, 0L);
	}

	@Test
	void withoutAProviderNothingIsPending() throws Exception {
		reopen("lore.embedding.provider=none");
		sync("r1", true);
		assertThat(this.mirror.count("SELECT count(*) FROM pending_embeddings")).isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM embeddings")).isZero();
		reopen();
		assertThat(embed(Scope.PENDING)).extracting(BacklogResult::pending, BacklogResult::failed)
			.containsExactly(0L, 0L);
		assertThat(countProvider("hashing")).isEqualTo(this.mirror.count(EMBEDDABLE));
	}

	@Test
	void noConfidentialTextGoesToTheProviderUnlessThePolicyKeepsIt() throws Exception {
		this.mirror.run(request("r1", List.of(10L), List.of(), false));
		long confidential = this.mirror.count("SELECT count(*) FROM documents WHERE confidential = 1");
		assertThat(confidential).isPositive();
		reopen(this.ollama.properties("lore.confidential=redact"));
		assertThat(embed(Scope.FULL).pending()).isEqualTo(confidential);
		assertThat(this.ollama.requests()).isEmpty();
		reopen(this.ollama.properties());
		assertThat(embed(Scope.PENDING).documents()).isEqualTo(confidential);
	}

	@Test
	void theMutationLockIsFreeWhileTheProviderWorks() throws Exception {
		this.mirror.run(request("r1", List.of(1L), List.of(), false));
		this.ollama.behave((input) -> {
			assertThat(this.mirror.count("SELECT count(*) FROM sync_locks")).isZero();
			return null;
		});
		assertThat(embed(Scope.PENDING)).extracting(BacklogResult::pending, BacklogResult::failed)
			.containsExactly(0L, 0L);
		assertThat(this.ollama.requests()).isNotEmpty();
	}

	/**
	 * Nobody listens there: the system just gave it away and took it back.
	 */
	private static int unusedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private BacklogResult embed(Scope scope) {
		return this.mirror.bean(BacklogEmbedder.class).embed(scope);
	}

	private void sync(String runId, boolean embed) throws Exception {
		assertThat(this.mirror.run(request(runId, List.of(1L, 5L), List.of(4L), embed)).getStatus())
			.isEqualTo(BatchStatus.COMPLETED);
	}

	private static SurgicalRequest request(String runId, List<Long> issues, List<Long> mergeRequests, boolean embed) {
		return new SurgicalRequest(runId, "harbor/lighthouse", issues, mergeRequests, true, embed);
	}

	private List<String> warnings(String runId) {
		return this.mirror.bean(SyncRuns.class)
			.findPhases(runId)
			.stream()
			.map(SyncRuns.PhaseRow::warning)
			.filter(java.util.Objects::nonNull)
			.toList();
	}

	private Map<Long, String> vectors() {
		Map<Long, String> vectors = new java.util.TreeMap<>();
		this.mirror.rows("SELECT document_id, hex(vector) AS vector FROM embeddings ORDER BY document_id, chunk_index")
			.forEach((row) -> vectors.merge(((Number) row.get("document_id")).longValue(),
					String.valueOf(row.get("vector")), String::concat));
		return vectors;
	}

	private long countProvider(String provider) {
		return this.mirror.count("SELECT count(DISTINCT document_id) FROM embeddings WHERE provider = ?", provider);
	}

	private void reopen(String... properties) {
		this.mirror.close();
		this.mirror = open(properties);
	}

	private TestMirror open(String... properties) {
		return TestMirror.open(this.folder.resolve("lore.db"), this.sample.url(), properties);
	}

	/**
	 * What goes wrong, with every text or with those that begin in a certain way.
	 */
	enum Trouble {

		BUSY(true, "HTTP 503", (text) -> OllamaStub.error(503, "server busy")),

		NO_MODEL(true, "has no model", (text) -> OllamaStub.error(404, "model \"test-embed\" not found")),

		TOO_LONG_TO_SPLIT(false, "context length",
				(cursed) -> OllamaStub.error(400, "the input length exceeds the context length")),

		NAN(false, "no finite number", (cursed) -> "[NaN,1,2,3]"),

		ALL_ZERO(false, "all zero", (cursed) -> "[0,0,0,0]"),

		INFINITE(false, "no finite number", (cursed) -> "[1e999,1,2,3]"),

		WRONG_DIMENSIONS(false, "3 dimensions instead of 4", (cursed) -> "[1,2,3]"),

		REFUSED(false, "HTTP 500", (cursed) -> OllamaStub.error(500, "unsupported value: NaN"));

		private final boolean concernsAll;

		private final String warning;

		private final java.util.function.Function<String, Behaviour> behaviour;

		Trouble(boolean concernsAll, String warning, java.util.function.Function<String, Object> answer) {
			this.concernsAll = concernsAll;
			this.warning = warning;
			this.behaviour = (cursed) -> (input) -> answer(concernsAll, cursed, input, answer.apply(cursed));
		}

		private static Answer answer(boolean all, String cursed, List<String> input, Object answer) {
			boolean hit = all || input.stream().anyMatch((text) -> text.startsWith(cursed));
			if (!hit) {
				return OllamaStub.vectors(input);
			}
			if (answer instanceof Answer given) {
				return given;
			}
			UnaryOperator<String> vector = (text) -> text.startsWith(cursed) ? answer.toString()
					: OllamaStub.vector(text);
			return OllamaStub.vectors(input.stream().map(vector).toList().toString());
		}

	}

}
