package dev.lorebatch.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.batch.core.BatchStatus;

import dev.lorebatch.embedding.BacklogEmbedder;
import dev.lorebatch.embedding.BacklogEmbedder.Scope;
import dev.lorebatch.embedding.BacklogResult;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleProject;
import dev.lorebatch.support.OllamaStub;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One name that stands for one model after the other.
 */
class ModelPulledAgainIntegrationTests {

	private static final String EMBEDDABLE = "SELECT count(*) FROM documents d WHERE " + TestMirror.EMBEDDABLE;

	private static final String OLD = "a".repeat(64);

	private static final String NEW = "b".repeat(64);

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

	@Test
	void otherDimensionsMakeAllVectorsOutOfDateThoughNothingIsPending() throws Exception {
		sync("r1");
		this.ollama.pull(NEW, 2);
		assertThat(embed(Scope.PENDING).documents()).isEqualTo(this.mirror.count(EMBEDDABLE));
		assertThat(versions()).containsExactly("2 " + NEW);
		this.ollama.forgetRequests();
		assertThat(embed(Scope.PENDING).documents()).isZero();
		assertThat(this.ollama.requests()).as("it is known how long vectors of this digest are").isEmpty();
	}

	@Test
	void anotherDigestMakesAllVectorsOutOfDateThoughTheDimensionsAreTheSame() throws Exception {
		sync("r1");
		this.ollama.pull(NEW, 4);
		assertThat(embed(Scope.PENDING).documents()).isEqualTo(this.mirror.count(EMBEDDABLE));
		assertThat(versions()).containsExactly("4 " + NEW);
	}

	@Test
	void aMixtureThatASyncMadeIsEmbeddedAgain() throws Exception {
		this.mirror.run(request("r1", List.of(1L, 5L), List.of(4L), true));
		this.ollama.pull(NEW, 2);
		assertThat(this.mirror.run(request("r2", List.of(10L), List.of(), true)).getStatus())
			.isEqualTo(BatchStatus.COMPLETED);
		assertThat(warnings("r2")).singleElement()
			.asString()
			.contains("other documents have vectors of another version of the model test-embed, run embed");
		assertThat(versions()).containsExactly("2 " + NEW, "4 " + OLD);
		reopen();
		long old = this.mirror.count("SELECT count(DISTINCT document_id) FROM embeddings WHERE dimensions = 4");
		assertThat(embed(Scope.PENDING).documents()).isEqualTo(old).isPositive();
		assertThat(versions()).containsExactly("2 " + NEW);
	}

	@Test
	void aServerThatGivesNoDigestIsAskedForOneVectorToLearnTheDimensions() throws Exception {
		this.ollama.answerTags(() -> OllamaStub.error(404, "404 page not found"));
		sync("r1");
		assertThat(versions()).containsExactly("4 null");
		reopen();
		this.ollama.pull(NEW, 2);
		assertThat(embed(Scope.PENDING).documents()).isEqualTo(this.mirror.count(EMBEDDABLE));
		assertThat(versions()).containsExactly("2 null");
		reopen();
		this.ollama.forgetRequests();
		BacklogResult nothing = embed(Scope.PENDING);
		assertThat(nothing.documents()).isZero();
		assertThat(nothing.model().unasked()).as("it does not tell, that is no trouble").isNull();
		assertThat(nothing.model().unproven()).isZero();
		assertThat(this.ollama.requests()).hasSize(1);
	}

	@Test
	void aDigestThatCannotBeAskedMakesNothingOutOfDateAndIsNotClaimed() throws Exception {
		sync("r1");
		Map<String, Object> first = this.mirror.rows("SELECT * FROM embeddings ORDER BY id").get(0);
		this.mirror.jdbc().sql("DELETE FROM embeddings WHERE document_id = ?").param(first.get("document_id")).update();
		this.ollama.answerTags(() -> OllamaStub.error(503, "busy"));
		BacklogResult result = embed(Scope.PENDING);
		assertThat(result.failure()).isNull();
		assertThat(result.documents()).isOne();
		assertThat(result.model().unasked()).hasMessageContaining("HTTP 503, busy");
		assertThat(versions()).containsExactly("4 " + OLD, "4 null");

		this.ollama.answerTags(() -> null);
		BacklogResult later = embed(Scope.PENDING);
		assertThat(later.documents()).as("one failed look is no reason").isZero();
		assertThat(later.model().unproven()).isOne();
		assertThat(embed(Scope.UNPROVEN).documents()).isOne();
		assertThat(versions()).containsExactly("4 " + OLD);
		assertThat(embed(Scope.UNPROVEN).documents()).isZero();
	}

	@Test
	void anUnreachableServerIsNoProofThatAllIsUpToDate() throws Exception {
		this.ollama.answerTags(() -> OllamaStub.error(404, "404 page not found"));
		sync("r1");
		reopen();
		this.ollama.behave((input) -> OllamaStub.error(503, "busy"));
		assertThat(embed(Scope.PENDING).failure()).hasMessageContaining("HTTP 503, busy");
	}

	@Test
	void aModelThatChangesInTheMiddleOfARunLeavesNoMixture() throws Exception {
		sync("r1");
		pullAtRequest(4, 2);
		assertThat(embed(Scope.FULL).failure()).isNull();
		assertThat(versions()).containsExactly("2 " + NEW);
		assertThat(this.mirror.count("SELECT count(*) FROM pending_embeddings")).isZero();
		assertUnmixed();
	}

	@Test
	void aModelThatChangesInTheMiddleOfARunIsNoticedByItsDigestAlone() throws Exception {
		sync("r1");
		pullAtRequest(4, 4);
		assertThat(embed(Scope.FULL).failure()).isNull();
		assertThat(versions()).containsExactly("4 " + NEW);
		Map<String, Object> made = stored();
		embed(Scope.FULL);
		assertThat(made).as("none was made by the model before").isEqualTo(stored());
	}

	@Test
	void aModelThatChangesInTheMiddleOfARunIsNoticedByItsDimensionsAlone() throws Exception {
		this.ollama.answerTags(() -> OllamaStub.error(404, "404 page not found"));
		sync("r1");
		pullAtRequest(4, 2);
		assertThat(embed(Scope.FULL).failure()).isNull();
		assertThat(versions()).containsExactly("2 null");
		assertThat(this.mirror.count("SELECT count(*) FROM pending_embeddings")).isZero();
	}

	@Test
	void aSyncDuringWhichTheModelChangesSaysSo() throws Exception {
		reopen("lore.embedding.batch-size=1");
		this.ollama.behave((input) -> {
			if (this.mirror.count("SELECT count(*) FROM embeddings") > 0) {
				this.ollama.pull(NEW, 2);
			}
			return null;
		});
		SampleProject project = this.sample.project("harbor/lighthouse");
		assertThat(this.mirror.run(request("r1", project.issueIids(), project.mergeRequestIids(), true)).getStatus())
			.isEqualTo(BatchStatus.COMPLETED);
		assertThat(versions()).containsExactly("2 " + NEW, "4 " + OLD);
		assertThat(warnings("r1")).singleElement()
			.asString()
			.contains("another version of the model test-embed, run embed");
		assertUnmixed();
		embed(Scope.PENDING);
		assertThat(versions()).containsExactly("2 " + NEW);
	}

	@Test
	void aModelThatChangesAllTheTimeEndsTheWork() throws Exception {
		sync("r1");
		int[] looked = new int[1];
		this.ollama.answerTags(() -> {
			this.ollama.pull(String.valueOf(++looked[0]).repeat(8), 4);
			return null;
		});
		assertThat(embed(Scope.FULL).failure()).hasMessageContaining("changes while it is used");
		assertThat(versions()).as("old vectors stay").containsExactly("4 " + OLD);
	}

	@Test
	void vectorsFromBeforeDigestsWereStoredAreKeptAndCountedAsUnproven() throws Exception {
		sync("r1");
		long documents = this.mirror.count(EMBEDDABLE);
		this.mirror.jdbc().sql("UPDATE embeddings SET model_digest = NULL").update();
		this.ollama.forgetRequests();
		reopen();
		BacklogResult kept = embed(Scope.PENDING);
		assertThat(kept.documents()).isZero();
		assertThat(kept.model().unproven()).isEqualTo(documents);
		assertThat(this.ollama.requests()).as("one vector, to compare the dimensions").hasSize(1);
		assertThat(versions()).containsExactly("4 null");
		assertThat(embed(Scope.UNPROVEN)).extracting(BacklogResult::documents, (made) -> made.model().unproven())
			.containsExactly(documents, 0L);
		assertThat(versions()).containsExactly("4 " + OLD);
	}

	@Test
	void vectorsFromBeforeDigestsWereStoredAreOutOfDateIfTheirDimensionsDiffer() throws Exception {
		sync("r1");
		this.mirror.jdbc().sql("UPDATE embeddings SET model_digest = NULL").update();
		this.ollama.pull(NEW, 2);
		reopen();
		assertThat(embed(Scope.PENDING).documents()).isEqualTo(this.mirror.count(EMBEDDABLE));
		assertThat(versions()).containsExactly("2 " + NEW);
	}

	@Test
	void aRunMakesTheVectorsOfItsDocumentsAgainIfTheNewestOnesAreOfAnotherVersion() throws Exception {
		this.mirror.run(request("r1", List.of(1L, 5L), List.of(), true));
		this.ollama.pull(NEW, 2);
		this.mirror.run(request("r2", List.of(10L), List.of(), true));
		reopen();
		this.mirror.run(request("r3", List.of(1L), List.of(), true));
		assertThat(this.mirror.rows("""
				SELECT DISTINCT e.dimensions FROM embeddings e JOIN documents d ON d.id = e.document_id
				JOIN issues i ON d.entity_type = 'issue' AND i.id = d.entity_id WHERE i.iid = 1
				""").toString()).isEqualTo("[{dimensions=2}]");
	}

	@Test
	void theServerIsAskedForItsModelsBeforeAndAfterEachCommit() throws Exception {
		sync("r1");
		int looks = this.ollama.looks();
		assertThat(looks).as("of a run with one commit").isEqualTo(2);
		this.ollama.forgetRequests();
		embed(Scope.PENDING);
		assertThat(this.ollama.looks() - looks).as("with nothing to do").isOne();
		assertThat(this.ollama.requests()).isEmpty();
	}

	@Test
	void theBuiltInProviderHasItsVersionInItsName() throws Exception {
		this.mirror.close();
		this.mirror = TestMirror.open(this.folder.resolve("lore.db"), this.sample.url());
		sync("r1");
		BacklogResult result = embed(Scope.PENDING);
		assertThat(result.documents()).isZero();
		assertThat(result.model().unproven()).isZero();
		assertThat(result.model().unasked()).isNull();
		assertThat(versions()).containsExactly("384 null");
		assertThat(this.ollama.looks()).isZero();
	}

	/**
	 * Each document has vectors of one version.
	 */
	private void assertUnmixed() {
		assertThat(this.mirror.count("""
				SELECT count(*) FROM (SELECT document_id FROM embeddings GROUP BY document_id
					HAVING count(DISTINCT dimensions || coalesce(model_digest, '')) > 1)
				""")).isZero();
	}

	private void pullAtRequest(int request, int dimensions) {
		reopen("lore.embedding.batch-size=1");
		int[] asked = new int[1];
		this.ollama.behave((input) -> {
			if (++asked[0] == request) {
				this.ollama.pull(NEW, dimensions);
			}
			return null;
		});
	}

	private List<String> versions() {
		return this.mirror.rows(
				"SELECT DISTINCT dimensions || ' ' || coalesce(model_digest, 'null') AS version FROM embeddings ORDER BY 1")
			.stream()
			.map((row) -> String.valueOf(row.get("version")))
			.toList();
	}

	private Map<String, Object> stored() {
		Map<String, Object> vectors = new java.util.TreeMap<>();
		this.mirror.rows("SELECT document_id || '/' || chunk_index AS place, hex(vector) AS vector FROM embeddings")
			.forEach((row) -> vectors.put(String.valueOf(row.get("place")), row.get("vector")));
		return vectors;
	}

	private List<String> warnings(String runId) {
		return this.mirror.bean(SyncRuns.class)
			.findPhases(runId)
			.stream()
			.map(SyncRuns.PhaseRow::warning)
			.filter(java.util.Objects::nonNull)
			.toList();
	}

	private BacklogResult embed(Scope scope) {
		return this.mirror.bean(BacklogEmbedder.class).embed(scope);
	}

	private void sync(String runId) throws Exception {
		assertThat(this.mirror.run(request(runId, List.of(1L, 5L), List.of(4L), true)).getStatus())
			.isEqualTo(BatchStatus.COMPLETED);
		assertThat(warnings(runId)).isEmpty();
	}

	private static SurgicalRequest request(String runId, List<Long> issues, List<Long> mergeRequests, boolean embed) {
		return new SurgicalRequest(runId, "harbor/lighthouse", issues, mergeRequests, true, embed);
	}

	private void reopen(String... properties) {
		this.mirror.close();
		this.mirror = open(this.ollama.properties(properties));
	}

	private TestMirror open(String... properties) {
		return TestMirror.open(this.folder.resolve("lore.db"), this.sample.url(), properties);
	}

}
