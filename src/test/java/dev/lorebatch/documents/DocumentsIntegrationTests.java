package dev.lorebatch.documents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.embedding.BacklogEmbedder;
import dev.lorebatch.embedding.BacklogEmbedder.Scope;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.sample.SampleEdit;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.search.ConfidentialPolicy;
import dev.lorebatch.search.FullTextQuery;
import dev.lorebatch.search.LexicalHit;
import dev.lorebatch.search.LexicalSearch;
import dev.lorebatch.search.Mode;
import dev.lorebatch.search.Search;
import dev.lorebatch.search.SearchCondition;
import dev.lorebatch.search.SearchFilter;
import dev.lorebatch.search.SearchHit;
import dev.lorebatch.search.SearchRequest;
import dev.lorebatch.support.TestMirror;
import dev.lorebatch.vector.EmbeddingProfile;
import dev.lorebatch.vector.EmbeddingProvider;
import dev.lorebatch.vector.VectorSearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Documents after a sync from the sample GitLab.
 */
class DocumentsIntegrationTests {

	private static final String PROJECT = "harbor/lighthouse";

	private static final Instant LATER = Instant.parse("2026-11-22T10:00:00Z");

	private static final Path GOLDEN = Path.of("src/test/resources/documents");

	private static final String DOCUMENTS = "SELECT * FROM documents ORDER BY source_type, source_id";

	private static final String VECTORS = "SELECT id, document_id, content_hash, hex(vector) AS vector FROM embeddings ORDER BY id";

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	@TempDir
	Path folder;

	private TestMirror mirror;

	@BeforeEach
	void open() {
		this.mirror = open("keep");
	}

	@AfterEach
	void close() {
		this.mirror.close();
		this.sample.close();
	}

	@ParameterizedTest
	@CsvSource({ "issue-5, issue, 5, 0", "issue-10-confidential, issue, 10, 0",
			"merge-request-6-draft, merge_request, 6, 0", "merge-request-4, merge_request, 4, 0",
			"discussion-on-issue-5, discussion, 5, 0", "discussion-on-merge-request-4, discussion, 4, 1" })
	void textsAreThoseOfTheFiles(String file, String type, long iid, int discussion) throws Exception {
		boolean mergeRequest = file.contains("merge-request");
		sync("r1", mergeRequest ? List.of() : List.of(iid), mergeRequest ? List.of(iid) : List.of());
		String content = String.valueOf(this.mirror.rows("""
				SELECT content FROM documents WHERE source_type = ? ORDER BY source_id LIMIT 1 OFFSET ?
				""", type, discussion).get(0).get("content"));
		assertIsWritten(GOLDEN.resolve(file + ".txt"), content);
	}

	@Test
	void theSameRowsGiveTheSameBytes() throws Exception {
		sync("r1", List.of(5L, 8L), List.of(4L));
		List<Map<String, Object>> before = this.mirror.rows(DOCUMENTS);
		this.mirror.jdbc().sql("DELETE FROM documents").update();
		rebuild(null);
		assertThat(texts(DOCUMENTS)).isEqualTo(before.stream().map((row) -> row.get("content")).toList());
		assertThat(rebuild(null)).doesNotContainKeys("created", "updated", "reindexed", "deleted");
		assertIndexInStep();
	}

	@Test
	void theIndexOfAChunkIsWrittenInOnePiece() throws Exception {
		sync("r1", List.of(5L, 8L), List.of());
		assertThat(this.mirror.count("SELECT count(*) FROM documents")).isBetween(3L, 20L);
		assertThat(this.mirror.count("SELECT count(DISTINCT segid) FROM documents_fts_idx")).isOne();
	}

	@Test
	void anotherDescriptionMeansAnotherIndexEntryAndOtherVectors() throws Exception {
		assertThat(counters((edit) -> edit.description("walrus"))).containsEntry("updated", 1L)
			.containsEntry("reindexed", 1L)
			.containsEntry("created", 1L) // GitLab notes the change, which is not
											// searched
			.containsEntry("to_embed", 1L);
		assertThat(find("walrus")).containsExactly(5L);
	}

	@Test
	void anotherLabelMeansAnotherIndexEntryAndTheSameVectors() throws Exception {
		List<Map<String, Object>> vectors = vectorsAfterFirstSync();
		assertThat(counters((edit) -> edit.labels("bug", "crown contract"))).containsEntry("updated", 1L)
			.containsEntry("reindexed", 1L)
			.doesNotContainKey("to_embed");
		assertThat(find("crown contract")).containsExactly(5L);
		assertThat(this.mirror.rows(VECTORS)).isEqualTo(vectors);
	}

	@Test
	void anotherPathMeansAnotherIndexEntryAndTheSameVectors() throws Exception {
		sync("r1", List.of(), List.of(4L));
		List<Map<String, Object>> vectors = this.mirror.rows(VECTORS);
		this.mirror.jdbc()
			.sql("UPDATE merge_request_files SET old_path = 'dens/walrus.txt', new_path = 'dens/walrus.txt' "
					+ "WHERE id = (SELECT max(id) FROM merge_request_files)")
			.update();
		assertThat(rebuild(null)).containsEntry("updated", 1)
			.containsEntry("reindexed", 1)
			.doesNotContainKey("to_embed");
		assertThat(find("walrus.txt")).isNotEmpty();
		assertThat(this.mirror.rows(VECTORS)).isEqualTo(vectors);
	}

	@Test
	void aNewTimeOnlyMeansAnotherTextOnly() throws Exception {
		List<Map<String, Object>> vectors = vectorsAfterFirstSync();
		assertThat(counters((edit) -> {
		})).containsEntry("updated", 1L).doesNotContainKeys("reindexed", "to_embed");
		assertThat(texts(DOCUMENTS)).anyMatch((text) -> text.toString().contains("Updated: 2026-11-22T10:00:00.000Z"));
		assertThat(this.mirror.rows(VECTORS)).isEqualTo(vectors);
		assertIndexInStep();
	}

	@Test
	void aLabelRegeneratesTheDocumentsOfTheRunOnly() throws Exception {
		sync("r1", List.of(1L, 5L), List.of());
		this.sample.project(PROJECT).issue(1).edit(LATER, (edit) -> edit.labels("crown contract"));
		this.sample.project(PROJECT).issue(5).edit(LATER, (edit) -> edit.labels("crown contract"));
		sync("r2", List.of(5L), List.of());
		assertThat(find("crown contract")).containsExactly(5L);
	}

	@ParameterizedTest
	@ValueSource(strings = { "redact", "drop" })
	void anIssueThatTurnedConfidentialIsGoneWithItsNextSync(String policy) throws Exception {
		reopen(policy);
		sync("r1", List.of(5L, 1L), List.of());
		long others = this.mirror.count("SELECT count(*) FROM documents WHERE entity_id = " + issue(1));
		assertThat(find("phone")).contains(5L);
		this.sample.project(PROJECT).issue(5).makeConfidential(LATER);
		sync("r2", List.of(5L), List.of());
		assertThat(find("phone")).doesNotContain(5L);
		assertGone(policy, 5);
		assertThat(this.mirror.count("SELECT count(*) FROM documents WHERE entity_id = " + issue(1))).isEqualTo(others);
		assertThat(this.mirror.count("SELECT count(*) FROM issues WHERE confidential = 1 AND description <> ''"))
			.as("the policy is not about the mirror")
			.isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "redact", "drop" })
	void noModeOfSearchFindsAnIssueThatTurnedConfidential(String policy) throws Exception {
		reopen(policy);
		sync("r1", List.of(5L, 1L), List.of());
		for (Mode mode : Mode.values()) {
			assertThat(search("phone is called again", mode, policy)).as("%s before", mode).contains(5L);
		}
		this.sample.project(PROJECT).issue(5).makeConfidential(LATER);
		// Flagged, not yet made anew; then made anew
		this.mirror.run(new SurgicalRequest("r2", PROJECT, List.of(5L), List.of(), false, false));
		assertNotFound(policy);
		sync("r3", List.of(5L), List.of());
		assertNotFound(policy);
		rebuild(null);
		assertNotFound(policy);
	}

	private void assertNotFound(String policy) {
		for (Mode mode : Mode.values()) {
			for (String query : List.of("phone is called again", "phone", "#5", "exponental backof")) {
				assertThat(search(query, mode, policy)).as("%s by %s", query, mode).doesNotContain(5L);
			}
		}
		assertThat(search("tide gauge", Mode.HYBRID, policy)).as("others are").contains(1L);
	}

	@Test
	void discussionsInWhichNobodySaidAnythingAreKeptButNotSearched() throws Exception {
		sync("r1", List.of(5L), List.of(4L));
		String silent = "FROM documents d WHERE d.source_type = 'discussion' AND NOT EXISTS (SELECT 1 FROM notes n "
				+ "WHERE n.discussion_id = d.source_id AND n.system = 0)";
		long count = this.mirror.count("SELECT count(*) " + silent);
		assertThat(count).isPositive();
		assertThat(this.mirror.rows("SELECT content, body, keywords, identifiers, indexed_title " + silent))
			.allSatisfy((row) -> {
				assertThat(row.get("content").toString()).contains("Title: ", "1 system note: ");
				assertThat(
						"" + row.get("body") + row.get("keywords") + row.get("identifiers") + row.get("indexed_title"))
					.isEmpty();
			});
		assertThat(
				this.mirror.count("SELECT count(*) FROM embeddings WHERE document_id IN (SELECT d.id " + silent + ")"))
			.isZero();
		assertThat(find("\"system note\"")).isEmpty();
		this.mirror.jdbc()
			.sql("INSERT INTO pending_embeddings (document_id, origin_run_id) SELECT d.id, 'other' " + silent)
			.update();
		sync("r2", List.of(5L), List.of(4L));
		assertThat(this.mirror.count("SELECT count(*) FROM pending_embeddings")).as("not of this run").isEqualTo(count);
		assertThat(this.mirror.bean(BacklogEmbedder.class).embed(Scope.PENDING).requeued()).isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM pending_embeddings")).as("nothing to embed").isZero();
		assertThat(this.mirror.bean(BacklogEmbedder.class).embed(Scope.FULL).pending()).isZero();

		// As a program before this one left them: searched, with vectors
		this.mirror.jdbc()
			.sql("UPDATE documents SET content_hash = 'old', indexed_title = title, keywords = title WHERE id IN (SELECT d.id "
					+ silent + ")")
			.update();
		this.mirror.bean(BacklogEmbedder.class).embed(Scope.PENDING);
		assertThat(rebuild(null)).containsEntry("reindexed", (int) count).doesNotContainKey("to_embed");
		assertThat(
				this.mirror.count("SELECT count(*) FROM embeddings WHERE document_id IN (SELECT d.id " + silent + ")"))
			.isZero();
		assertThat(rebuild(null)).doesNotContainKeys("created", "updated", "reindexed", "deleted", "to_embed");
		assertIndexInStep();
	}

	@Test
	void anIssueThatTurnedConfidentialIsNotFoundEvenBeforeItsDocumentsAreMade() throws Exception {
		reopen("drop");
		sync("r1", List.of(5L), List.of());
		this.sample.project(PROJECT).issue(5).makeConfidential(LATER);
		this.mirror.run(new SurgicalRequest("r2", PROJECT, List.of(5L), List.of(), false, false));
		assertThat(find("phone")).isEmpty();
		assertThat(this.mirror.count("SELECT count(*) FROM documents WHERE confidential = 0")).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "redact", "drop" })
	void rebuildAppliesThePolicyToWhatIsThere(String policy) throws Exception {
		sync("r1", List.of(10L, 1L), List.of(4L));
		List<Object> before = texts(DOCUMENTS);
		List<Map<String, Object>> rows = this.mirror.rows("SELECT * FROM issues");
		assertThat(find("radio key")).contains(10L);
		this.mirror.run(new SurgicalRequest("backlog", PROJECT, List.of(10L), List.of(), true, false));

		reopen(policy);
		Map<String, Integer> counters = rebuild(null);

		assertThat(counters).containsKey(policy.equals("drop") ? "dropped" : "redacted");
		assertThat(find("radio key")).isEmpty();
		assertThat(find("safe")).as("an internal note on a merge request").isEmpty();
		assertGone(policy, 10);
		assertThat(this.mirror.rows("SELECT * FROM issues")).isEqualTo(rows);
		assertThat(rebuild(null)).doesNotContainKeys("created", "updated", "deleted", "reindexed");

		reopen("keep");
		rebuild(null);
		assertThat(find("radio key")).contains(10L);
		assertThat(texts(DOCUMENTS)).isEqualTo(before);
	}

	@Test
	void redactedDocumentsSayThatThereIsSomethingAndNoMore() throws Exception {
		reopen("redact");
		sync("r1", List.of(10L), List.of());
		assertThat(this.mirror.rows(DOCUMENTS)).isNotEmpty().allSatisfy((row) -> {
			assertThat(row).containsEntry("title", "(confidential)").containsEntry("redacted", 1);
			assertThat(row.get("content").toString()).contains("harbor/lighthouse#10", "its text is left out")
				.doesNotContainIgnoringCase("radio", "log", "ade", "mara");
			assertThat(row.get("keywords").toString() + row.get("identifiers") + row.get("reference")
					+ row.get("indexed_title"))
				.isEmpty();
		});
		assertThat(find("#10")).isEmpty();
	}

	@Test
	void internalNotesAreFlaggedOnTheirDiscussionOnly() throws Exception {
		sync("r1", List.of(), List.of(4L));
		assertThat(this.mirror.rows("SELECT content FROM documents WHERE confidential = 1")).hasSize(1)
			.first()
			.satisfies((row) -> assertThat(row.get("content").toString()).contains("Internal: yes", "in the safe"));
	}

	@Test
	void rebuildOfAProjectLeavesTheOthers() throws Exception {
		sync("r1", List.of(1L), List.of());
		this.mirror.run(new SurgicalRequest("r2", "harbor/tools/rope-kit", List.of(1L), List.of(), true, true));
		this.mirror.jdbc().sql("UPDATE documents SET content = 'tampered'").update();
		rebuild("Harbor/Tools/Rope-Kit");
		assertThat(this.mirror.count("SELECT count(*) FROM documents d JOIN projects p ON p.id = d.project_id "
				+ "WHERE (d.content = 'tampered') <> (p.path = 'harbor/lighthouse')"))
			.isZero();
		assertThatExceptionOfType(LoreException.class).isThrownBy(() -> rebuild("harbor/nowhere"))
			.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NOT_FOUND_LOCALLY));
	}

	@Test
	void rebuildStopsBetweenTransactionsAndGoesOnWhenRunAgain() throws Exception {
		sync("r1", List.of(1L, 2L, 5L), List.of(4L));
		this.mirror.jdbc().sql("UPDATE documents SET content = 'tampered'").update();
		long all = this.mirror.count("SELECT count(*) FROM documents");
		DocumentRebuild rebuild = this.mirror.bean(DocumentRebuild.class);
		int[] looks = new int[1];
		assertThatExceptionOfType(LoreException.class).isThrownBy(() -> rebuild.rebuild(null, (line) -> {
		}, () -> looks[0]++ > 1))
			.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(ExitCode.INTERRUPTED));
		long left = this.mirror.count("SELECT count(*) FROM documents WHERE content = 'tampered'");
		assertThat(left).isPositive().isLessThan(all);
		assertThat(this.mirror.count("SELECT count(*) FROM sync_locks")).isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM run_leases")).isZero();
		assertThat(rebuild(null)).containsEntry("updated", (int) left);
		assertIndexInStep();
	}

	@Test
	void rebuildDropsDocumentsWhoseSourceIsGone() throws Exception {
		sync("r1", List.of(1L), List.of());
		this.mirror.jdbc()
			.sql("INSERT INTO documents (source_type, source_id, project_id, entity_type, entity_id, title, content, "
					+ "content_hash) SELECT 'issue', 999, id, 'issue', 999, 't', 'walrus', '' FROM projects")
			.update();
		assertThat(rebuild(null)).containsEntry("deleted", 1);
		assertThat(find("walrus")).isEmpty();
	}

	private void assertGone(String policy, long iid) {
		long documents = this.mirror.count(
				"SELECT count(*) FROM documents WHERE entity_type = 'issue' AND entity_id = ? " + "AND redacted = 0",
				issue(iid));
		assertThat(documents).isZero();
		long redacted = this.mirror
			.count("SELECT count(*) FROM documents WHERE entity_type = 'issue' AND entity_id = ?", issue(iid));
		assertThat(redacted > 0).isEqualTo(policy.equals("redact"));
		assertThat(this.mirror.count("SELECT count(*) FROM embeddings e LEFT JOIN documents d ON d.id = e.document_id "
				+ "WHERE d.id IS NULL OR d.confidential = 1"))
			.isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM pending_embeddings e LEFT JOIN documents d "
				+ "ON d.id = e.document_id WHERE d.id IS NULL OR d.confidential = 1"))
			.isZero();
		assertIndexInStep();
	}

	private void assertIndexInStep() {
		this.mirror.jdbc()
			.sql("INSERT INTO documents_fts (documents_fts, rank) VALUES ('integrity-check', 1)")
			.update();
	}

	private Map<String, Long> counters(Consumer<SampleEdit> edit) throws Exception {
		vectorsAfterFirstSync();
		this.sample.project(PROJECT).issue(5).edit(LATER, edit);
		this.mirror.run(new SurgicalRequest("r2", PROJECT, List.of(5L), List.of(), true, true));
		Map<String, Long> counters = this.mirror.bean(SyncRuns.class).find("r2").orElseThrow().counters().get("docs");
		assertIndexInStep();
		return counters;
	}

	private List<Map<String, Object>> vectorsAfterFirstSync() throws Exception {
		if (this.mirror.count("SELECT count(*) FROM documents") == 0) {
			sync("r1", List.of(5L), List.of());
		}
		return this.mirror.rows(VECTORS);
	}

	private List<Object> texts(String sql) {
		return this.mirror.rows(sql).stream().map((row) -> row.get("content")).toList();
	}

	private List<Long> find(String query) {
		return this.mirror.bean(LexicalSearch.class)
			.search(FullTextQuery.of(query), SearchCondition.ALL, 100, new LexicalSearch.Markers("[", "]"))
			.hits()
			.stream()
			.map(LexicalHit::entityId)
			.map((id) -> this.mirror.count(
					"SELECT coalesce((SELECT iid FROM issues WHERE id = ?), (SELECT iid FROM merge_requests WHERE id = ?))",
					id, id))
			.distinct()
			.toList();
	}

	private List<Long> search(String query, Mode mode, String policy) {
		Search search = new Search(this.mirror.jdbc(), new VectorSearch(this.mirror.jdbc(), this.mirror::jdbc),
				ConfidentialPolicy.valueOf(policy.toUpperCase(Locale.ROOT)), this.mirror.bean(EmbeddingProvider.class),
				this.mirror.bean(EmbeddingProfile.class));
		return search.search(new SearchRequest(query, false, mode, SearchFilter.NONE, 100, false))
			.hits()
			.stream()
			.map(SearchHit::iid)
			.toList();
	}

	private long issue(long iid) {
		return this.mirror.count("SELECT id FROM issues WHERE iid = ?", iid);
	}

	private Map<String, Integer> rebuild(String project) {
		return this.mirror.bean(DocumentRebuild.class).rebuild(project, (line) -> {
		}, () -> false);
	}

	private void sync(String runId, List<Long> issues, List<Long> mergeRequests) throws Exception {
		this.mirror.run(new SurgicalRequest(runId, PROJECT, issues, mergeRequests, true, true));
	}

	private void reopen(String policy) {
		this.mirror.close();
		this.mirror = open(policy);
	}

	private TestMirror open(String policy) {
		return TestMirror.open(this.folder.resolve("lore.db"), this.sample.url(), "lore.confidential=" + policy);
	}

	private static void assertIsWritten(Path file, String text) throws IOException {
		if (Boolean.getBoolean("docs.write")) {
			Files.writeString(file, text);
		}
		assertThat(text).as("%s; -Ddocs.write=true writes it anew", file)
			.isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
	}

}
