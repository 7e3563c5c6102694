package dev.lorebatch.job;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.batch.core.BatchStatus;

import dev.lorebatch.documents.DocumentRebuild;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.mirror.ReferenceScans;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.search.EntityLookup;
import dev.lorebatch.search.EntityRelations;
import dev.lorebatch.search.EntityRelations.Relation;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.OlderSchema;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * References in texts, from what GitLab sends to what {@code related} shows.
 */
class ReferencesIntegrationTests {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final String CORE = "acme/web/core";

	private static final String DOCS = "acme/web/docs";

	@TempDir
	Path folder;

	private FaultyGitLab gitlab;

	private TestMirror mirror;

	private final Map<String, String> answers = new HashMap<>();

	private final Map<String, ObjectNode> issues = new HashMap<>();

	private int runs;

	@BeforeEach
	void open() throws Exception {
		this.gitlab = new FaultyGitLab(URI.create("http://127.0.0.1:9"));
		this.gitlab.intercept(this::answer);
		this.mirror = TestMirror.open(this.folder.resolve("lore.db"), this.gitlab.url());
		this.answers.put("/api/v4/user", "{\"id\":1,\"username\":\"keeper\"}");
		project(1, CORE);
		project(2, DOCS);
	}

	@AfterEach
	void close() {
		this.mirror.close();
		this.gitlab.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			docs#5                                                     | acme/web/docs#5
			tools.x!6                                                  | acme/web/tools.x!6
			https://gitlab.example/acme/web/core/-/work_items/12       | acme/web/core#12
			https://gitlab.example/acme/web/core/-/issues/incident/14  | acme/web/core#14
			ACME/Web/Core#1                                            | acme/web/core#1
			GL-15                                                      | acme/web/core#15
			[issue:16]                                                 | acme/web/core#16
			#12/#13                                                    | acme/web/core#12 acme/web/core#13
			""")
	void aReferenceInADescriptionIsStoredAndRelatedFromBothSides(String text, String expected) throws Exception {
		issue(1, 100, "See " + text + " for more.");
		sync(CORE, 100);
		List<String> targets = List.of(expected.split(" "));
		assertThat(stored()).containsExactlyInAnyOrderElementsOf(
				targets.stream().map((target) -> "mentions " + target + " of description").toList());
		assertThat(related(CORE + "#100"))
			.containsExactlyInAnyOrderElementsOf(targets.stream().map((target) -> "mentions " + target).toList());
		for (String target : targets) {
			if (target.startsWith(CORE + "#")) {
				long iid = Long.parseLong(target.substring(CORE.length() + 1));
				issue(1, iid, "");
				sync(CORE, iid);
				assertThat(related(target)).containsExactly("mentioned_in " + CORE + "#100");
			}
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			mentioned in issue docs#31         | acme/web/docs#31
			Mentioned in merge request !32     | acme/web/core!32
			_mentioned in issue #33_           | acme/web/core#33
			mentioned in merge request Docs!34 | acme/web/Docs!34
			mentioned in incident #35          | acme/web/core#35
			mentioned in task other/group/x#36 | other/group/x#36
			""")
	void whatGitLabNotedWhereAnEntityIsMentionedIsStoredAndRelated(String note, String expected) throws Exception {
		issue(1, 100, null);
		notes(1, 100, true, note);
		sync(CORE, 100);
		assertThat(stored()).containsExactly("mentioned_in " + expected + " of discussions");
		assertThat(related(CORE + "#100")).containsExactly("mentioned_in " + expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "mentioned in commit 9ba12248", "changed title from **see #5** to **see #6**",
			"added 1 commit\n\n<ul><li>1c0ffee1 - Fix #7</li></ul>", "assigned to @ada" })
	void whatElseGitLabNotedMentionsNothing(String note) throws Exception {
		issue(1, 100, null);
		notes(1, 100, true, note);
		sync(CORE, 100);
		assertThat(stored()).isEmpty();
	}

	@Test
	void aProjectOfTheSameGroupIsRelatedFromItsOwnSide() throws Exception {
		issue(1, 100, "as in docs#5");
		issue(2, 5, null);
		sync(CORE, 100);
		sync(DOCS, 5);
		assertThat(related(DOCS + "#5")).containsExactly("mentioned_in " + CORE + "#100");
		assertThat(titled(CORE + "#100")).containsExactly("mentions acme/web/docs#5 Issue 5");
	}

	@Test
	void aPathInOtherLettersIsRelatedFromBothSides() throws Exception {
		issue(1, 100, "as in ACME/web/DOCS#5 and acme/web/docs#5");
		issue(2, 5, null);
		sync(CORE, 100);
		sync(DOCS, 5);
		assertThat(related(DOCS + "#5")).containsExactly("mentioned_in " + CORE + "#100");
		assertThat(titled(CORE + "#100")).containsExactly("mentions acme/web/docs#5 Issue 5");
	}

	@Test
	void entitiesThatMentionEachOtherAreRelatedOnce() throws Exception {
		issue(1, 100, "see #101");
		issue(1, 101, "follows #100");
		notes(1, 100, true, "mentioned in issue #101");
		notes(1, 101, true, "mentioned in issue #100");
		sync(CORE, 100, 101);
		assertThat(related(CORE + "#100")).containsExactly("mentions " + CORE + "#101");
		assertThat(related(CORE + "#101")).containsExactly("mentions " + CORE + "#100");
	}

	@Test
	void whatAMergeRequestClosesIsNotShownAgainAsMentioned() throws Exception {
		issue(1, 100, "mentioned");
		notes(1, 100, true, "mentioned in merge request !7");
		this.answers.put("/api/v4/projects/1/issues/100/closed_by",
				"[{\"id\":7,\"iid\":7,\"title\":\"t\",\"references\":{\"full\":\"acme/web/core!7\"}}]");
		sync(CORE, 100);
		assertThat(related(CORE + "#100")).containsExactly("closed_by " + CORE + "!7");
	}

	@Test
	void aProjectThatWasRenamedSinceIsMeantByItsFormerPath() throws Exception {
		issue(1, 100, "see docs#5 and acme/web/docs!6");
		issue(2, 5, null);
		sync(CORE, 100);
		sync(DOCS, 5);
		project(2, "acme/manual");
		sync(2, "acme/manual", 5);
		assertThat(titled(CORE + "#100")).containsExactly("mentions acme/manual#5 Issue 5",
				"mentions acme/manual!6 null");
		assertThat(related("acme/manual#5")).containsExactly("mentioned_in " + CORE + "#100");
		assertThat(related("ACME/web/docs#5")).containsExactly("mentioned_in " + CORE + "#100");
		assertThat(this.mirror.rows("SELECT path, former FROM project_names WHERE project_id = 2 ORDER BY former"))
			.extracting(Map::toString)
			.containsExactly("{path=acme/manual, former=0}", "{path=acme/web/docs, former=1}");
	}

	@Test
	void aPathThatGitLabAnswersWithARenamedProjectIsOneOfItsNames() throws Exception {
		issue(1, 100, "see acme/web/old#5");
		issue(2, 5, null);
		this.answers.put("/api/v4/projects/acme%2Fweb%2Fold", this.answers.get("/api/v4/projects/2"));
		sync(CORE, 100);
		sync(2, "acme/web/old", 5);
		assertThat(related(CORE + "#100")).containsExactly("mentions " + DOCS + "#5");
		assertThat(related(DOCS + "#5")).containsExactly("mentioned_in " + CORE + "#100");
	}

	@Test
	void aPathThatAnotherProjectTookMeansThatOne() throws Exception {
		issue(1, 100, "see docs#5");
		issue(2, 5, null);
		issue(3, 5, null);
		sync(CORE, 100);
		sync(DOCS, 5);
		project(2, "acme/manual");
		sync(2, "acme/manual", 5);
		project(3, DOCS);
		sync(3, DOCS, 5);
		assertThat(related("acme/manual#5")).isEmpty();
		assertThat(related(DOCS + "#5")).containsExactly("mentioned_in " + CORE + "#100");
		assertThat(this.mirror.rows("SELECT * FROM former_project_paths")).isEmpty();
		project(3, "acme/web/guide");
		sync(3, "acme/web/guide", 5);
		assertThat(related(CORE + "#100")).as("who had it last").containsExactly("mentions acme/web/guide#5");
	}

	@Test
	void whatAProjectThatLostItsPathRefersToInItselfStaysInIt() throws Exception {
		issue(1, 100, "see #101");
		issue(1, 101, null);
		issue(3, 101, null);
		sync(CORE, 100, 101);
		project(3, CORE);
		this.gitlab.intercept((path) -> path.equals("/api/v4/projects/1") ? Answer.of(403, "{}") : answer(path));
		sync(3, CORE, 101);
		assertThat(related("1#100")).containsExactly("mentions 1#101");
		assertThat(related("1#101")).containsExactly("mentioned_in 1#100");
		assertThat(related(CORE + "#101")).isEmpty();
	}

	@Test
	void theFirstRunAfterAnUpdateReadsTheTextsOfAllProjectsAgainWithoutARequest() throws Exception {
		List<String> before = fillMirror();
		openOlder();
		assertThat(stored()).isEmpty();
		this.gitlab.forgetPaths();
		issue(2, 77, null);
		sync(DOCS, 77);
		assertThat(stored()).containsExactlyInAnyOrderElementsOf(before);
		assertThat(this.gitlab.paths()).noneMatch((path) -> path.contains("/projects/1/"));
		assertThat(new ReferenceScans(this.mirror.jdbc()).isPending()).isFalse();
	}

	@Test
	void aRunThatDiesWhileItReadsTextsAgainLeavesTheRestToTheNextOne() throws Exception {
		List<String> before = fillMirror();
		openOlder();
		moreIssues(120);
		this.mirror.jdbc().sql("""
				CREATE TRIGGER died BEFORE UPDATE OF scanned_through ON reference_scans WHEN new.scanned_through > 1060
				BEGIN SELECT RAISE(ABORT, 'the process dies here'); END
				""").update();
		issue(2, 77, null);
		SurgicalRequest request = request(2, DOCS, 77);
		assertThat(this.mirror.run(request).getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(this.mirror.count("SELECT scanned_through FROM reference_scans WHERE entity_type = 'issue'"))
			.isBetween(1L, 1_060L);
		this.mirror.jdbc().sql("DROP TRIGGER died").update();
		assertThat(this.mirror.run(request).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(stored()).containsAll(before).hasSize(before.size() + 120);
	}

	@Test
	void aSurgicalRunReadsTheTextsOfAThousandAndLeavesTheRest() throws Exception {
		List<String> before = fillMirror();
		openOlder();
		moreIssues(1_010);
		issue(2, 77, null);
		sync(DOCS, 77);
		ReferenceScans scans = new ReferenceScans(this.mirror.jdbc());
		assertThat(scans.count()).isEqualTo(1_010 + 3 - 1_000);
		assertThat(scans.describe()).contains(" 13 issues");
		sync(DOCS, 77);
		assertThat(scans.count()).isZero();
		assertThat(stored()).containsAll(before).hasSize(before.size() + 1_010);
	}

	@Test
	void aNewerGrammarReadsAllTextsAgainAndChangesNothingThatIsRight() throws Exception {
		fillMirror();
		List<Map<String, Object>> before = this.mirror.rows("SELECT * FROM entity_references ORDER BY id");
		this.mirror.jdbc().sql("UPDATE reference_scans SET grammar = 0").update();
		assertThat(new ReferenceScans(this.mirror.jdbc()).count()).isEqualTo(3);
		issue(2, 77, null);
		sync(DOCS, 77);
		assertThat(this.mirror.rows("SELECT * FROM entity_references ORDER BY id")).isEqualTo(before);
		assertThat(this.mirror.rows("SELECT entity_type, grammar, scanned_through, last_id FROM reference_scans"))
			.extracting(Map::toString)
			.containsExactlyInAnyOrder("{entity_type=issue, grammar=1, scanned_through=3, last_id=3}",
					"{entity_type=merge_request, grammar=1, scanned_through=0, last_id=0}");
	}

	@Test
	void rebuildingAllDocumentsReadsTheTextsAgain() throws Exception {
		List<String> before = fillMirror();
		openOlder();
		List<String> notices = new ArrayList<>();
		DocumentRebuild rebuild = this.mirror.bean(DocumentRebuild.class);
		rebuild.rebuild(CORE, notices::add, () -> false);
		assertThat(stored()).isEmpty();
		rebuild.rebuild(null, notices::add, () -> false);
		assertThat(stored()).containsExactlyInAnyOrderElementsOf(before);
		assertThat(notices).singleElement().asString().contains("3 issues and merge requests again for references");
		rebuild.rebuild(null, notices::add, () -> false);
		assertThat(notices).hasSize(1);
	}

	@Test
	void aRunOfAWholeProjectReadsTheTextsOfTheSampleAgain() throws Exception {
		this.mirror.close();
		try (SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults())) {
			this.mirror = TestMirror.open(this.folder.resolve("sample.db"), sample.url());
			ProjectSyncRequest first = new ProjectSyncRequest("p1", RunMode.INCREMENTAL, List.of("harbor/*"), null,
					false, false);
			assertThat(this.mirror.run(first).getStatus()).isEqualTo(BatchStatus.COMPLETED);
			List<String> before = stored();
			assertThat(before).hasSizeGreaterThan(20);
			this.mirror.close();
			older(this.folder.resolve("sample.db"));
			this.mirror = TestMirror.open(this.folder.resolve("older.db"), sample.url());
			sample.forgetRequests();
			ProjectSyncRequest second = new ProjectSyncRequest("p2", RunMode.INCREMENTAL, List.of("harbor/lighthouse"),
					null, false, false);
			assertThat(this.mirror.run(second).getStatus()).isEqualTo(BatchStatus.COMPLETED);
			assertThat(stored()).containsExactlyInAnyOrderElementsOf(before);
			assertThat(sample.requests()).noneMatch((request) -> request.target().contains("/discussions"));
		}
	}

	/**
	 * Texts of two projects, with what older versions did not find.
	 * @return the references that are found
	 */
	private List<String> fillMirror() throws Exception {
		issue(1, 100, "See docs#5, tools.x!6, GL-15 and [issue:16], #12/#13. `#1` <!-- #2 -->");
		notes(1, 100, true, "Mentioned in merge request !32", "_mentioned in issue #33_", "changed title to #3");
		issue(1, 101, null);
		notes(1, 101, false, "ACME/Web/Core#1", "https://gitlab.example/acme/web/core/-/work_items/12");
		issue(2, 5, "core!7");
		sync(CORE, 100, 101);
		sync(DOCS, 5);
		List<String> stored = stored();
		assertThat(stored).hasSize(6 + 2 + 2 + 1);
		return stored;
	}

	/**
	 * Opens the mirror as an older version left it that found no references at all.
	 */
	private void openOlder() throws Exception {
		this.mirror.close();
		older(this.folder.resolve("lore.db"));
		this.mirror = TestMirror.open(this.folder.resolve("older.db"), this.gitlab.url());
	}

	private void older(Path file) throws SQLException {
		Path older = this.folder.resolve("older.db");
		OlderSchema.copy(file, older, "20");
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + older);
				Statement statement = connection.createStatement()) {
			statement.executeUpdate("DELETE FROM entity_references WHERE provenance IN ('description', 'discussions')");
		}
	}

	/**
	 * As if they had been there before the update.
	 */
	private void moreIssues(int count) {
		this.mirror.jdbc().sql("""
				WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?)
				INSERT INTO issues (id, project_id, gitlab_id, iid, title, state, description)
				SELECT 1000 + n, 1, 100000 + n, 1000 + n, 't', 'opened', 'see #1' FROM n
				""").param(count).update();
		this.mirror.jdbc()
			.sql("UPDATE reference_scans SET last_id = 1000 + ? WHERE entity_type = 'issue'")
			.param(count)
			.update();
	}

	private Answer answer(String path) {
		return Answer.of(200, this.answers.getOrDefault(path, "[]"));
	}

	private void project(long id, String path) {
		String payload = JSON.createObjectNode()
			.put("id", id)
			.put("path_with_namespace", path)
			.put("web_url", "https://gitlab.example/" + path)
			.toString();
		this.answers.put("/api/v4/projects/" + path.replace("/", "%2F"), payload);
		this.answers.put("/api/v4/projects/" + id, payload);
	}

	private void issue(long project, long iid, String description) {
		this.issues.put(project + "#" + iid,
				JSON.createObjectNode()
					.put("id", project * 1000 + iid)
					.put("iid", iid)
					.put("project_id", project)
					.put("title", "Issue " + iid)
					.put("state", "opened")
					.put("updated_at", "2026-03-01T10:00:00.000Z")
					.put("description", description));
	}

	private void notes(long project, long iid, boolean system, String... bodies) {
		ArrayNode discussions = JSON.createArrayNode();
		for (String body : bodies) {
			long id = project * 100_000 + iid * 100 + discussions.size();
			ObjectNode discussion = discussions.addObject().put("id", "thread-" + id).put("individual_note", true);
			discussion.putArray("notes")
				.addObject()
				.put("id", id)
				.put("body", body)
				.put("system", system)
				.put("created_at", "2026-03-01T10:00:00.000Z");
		}
		this.answers.put("/api/v4/projects/%d/issues/%d/discussions".formatted(project, iid), discussions.toString());
	}

	private void sync(String project, long... iids) throws Exception {
		sync(project.equals(CORE) ? 1 : 2, project, iids);
	}

	private void sync(long id, String project, long... iids) throws Exception {
		assertThat(this.mirror.run(request(id, project, iids)).getStatus()).isEqualTo(BatchStatus.COMPLETED);
	}

	private SurgicalRequest request(long id, String project, long... iids) {
		List<Long> asked = LongStream.of(iids).boxed().toList();
		ArrayNode listed = JSON.createArrayNode();
		asked.forEach((iid) -> listed.add(this.issues.get(id + "#" + iid)));
		this.answers.put("/api/v4/projects/" + id + "/issues", listed.toString());
		return new SurgicalRequest("r" + this.runs++, project, asked, List.of(), true, true);
	}

	private List<String> stored() {
		return this.mirror
			.rows("""
					SELECT reference_type || ' ' || target_project_path || iif(target_type = 'issue', '#', '!') || target_key
						|| ' of ' || provenance AS row FROM entity_references ORDER BY id
					""")
			.stream()
			.map((row) -> String.valueOf(row.get("row")))
			.toList();
	}

	private List<String> related(String reference) {
		return relations(reference).stream().map((relation) -> relation.why() + " " + relation.reference()).toList();
	}

	private List<String> titled(String reference) {
		return relations(reference).stream()
			.map((relation) -> relation.why() + " " + relation.reference() + " " + relation.title())
			.toList();
	}

	private List<Relation> relations(String reference) {
		int sigil = reference.indexOf('#');
		EntityLookup.Found found = new EntityLookup(this.mirror.jdbc())
			.find(EntityKind.ISSUE, Long.parseLong(reference.substring(sigil + 1)), reference.substring(0, sigil))
			.get(0);
		return new EntityRelations(this.mirror.jdbc()).find(found);
	}

}
