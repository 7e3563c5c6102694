package dev.lorebatch.mirror;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.dao.DataAccessException;

import dev.lorebatch.database.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Integration tests for {@link Projects}: whom a path belongs to.
 */
class ProjectsIntegrationTests {

	private static final String PLACES = """
			SELECT gitlab_id, path, reference_path, iif(path_lost_at IS NULL, 'has it', iif(gone_at IS NULL, 'lost it', 'gone'))
			FROM projects ORDER BY gitlab_id
			""";

	/** Fetches of another user, and of the first user's next token. */
	private static final Map<Integer, Integer> TOKENS = Map.of(9, 2, 8, 3);

	@TempDir
	Path folder;

	private final Projects projects = new Projects();

	private TestDatabase database;

	@BeforeEach
	void open() {
		this.database = TestDatabase.in(this.folder);
		this.database.execute("""
				INSERT INTO token_views (id, fingerprint, first_used_at, user_key)
				VALUES (1, 'a', '', 'user:1'), (2, 'b', '', 'user:2'), (3, 'c', '', 'user:1')
				""");
		for (int fetch = 1; fetch <= 9; fetch++) {
			this.database.execute("""
					INSERT INTO sync_run_fetches (id, run_id, requested_at, token_view_id)
					VALUES (?, 'r', '2026-11-30T10:00:00.000Z', ?)
					""", fetch, TOKENS.getOrDefault(fetch, 1));
		}
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void aPathBelongsToWhomGitLabSaidLast() {
		write(7, "group/core", 1);
		write(8, "group/core", 2);
		assertThat(places()).containsExactly("7|group/core|7|lost it", "8|group/core|group/core|has it");
	}

	@Test
	void aRenamedProjectKeepsItsFormerPathsUntilAnotherOneTakesThem() {
		write(7, "group/core", 1);
		write(7, "Group/Core", 2);
		assertThat(names()).as("other letters are no other path").containsExactly("Group/Core|7|0");
		write(7, "group/kern", 3);
		write(7, "group/seed", 4);
		assertThat(names()).containsExactly("Group/Core|7|1", "group/kern|7|1", "group/seed|7|0");
		write(8, "group/KERN", 5);
		assertThat(names()).containsExactly("Group/Core|7|1", "group/KERN|8|0", "group/seed|7|0");
		write(8, "group/pips", 6);
		assertThat(names()).as("who had it last").contains("group/KERN|8|1");
		write(7, "group/core", 7);
		assertThat(names()).contains("group/core|7|0", "group/seed|7|1").doesNotContain("Group/Core|7|1");
	}

	@Test
	void aPathThatAProjectLostIsNoneOfItsFormerPaths() {
		write(7, "group/core", 1);
		write(8, "group/core", 2);
		write(7, "group/kern", 3);
		assertThat(names()).containsExactly("group/core|8|0", "group/kern|7|0");
		assertThat(this.database.rows("SELECT * FROM former_project_paths")).isEmpty();
	}

	@Test
	void aNameThatGitLabAnswersWithAProjectOfAnotherPathIsNotedUnlessSomeoneHasIt() {
		write(7, "group/core", 1);
		write(8, "group/docs", 1);
		FormerPaths paths = new FormerPaths();
		for (String name : List.of("old/core", "GROUP/CORE", "group/docs")) {
			this.database.transactions().run((tx) -> paths.note(tx, 1, name, 2));
		}
		assertThat(names()).containsExactly("group/core|7|0", "group/docs|8|0", "old/core|7|1");
		this.database.transactions().run((tx) -> paths.note(tx, 2, "Old/Core", 3));
		assertThat(names()).contains("old/core|8|1");
	}

	@Test
	void aSlowRunDoesNotTakeAPathBack() {
		write(7, "group/core", 1);
		write(8, "group/core", 5);
		write(7, "group/core", 3);
		assertThat(places()).containsExactly("7|group/core|7|lost it", "8|group/core|group/core|has it");
		write(9, "group/core", 4);
		assertThat(places()).as("not even for a project it is the first to write")
			.contains("9|group/core|9|lost it", "8|group/core|group/core|has it");
	}

	@Test
	void twoProjectsOfOneLookThatBothSayThePathDoNotTakeItFromOneAnotherForEver() {
		write(7, "group/core", 3);
		write(8, "group/core", 3);
		List<String> first = places();
		write(7, "group/core", 3);
		write(8, "group/core", 3);
		assertThat(places()).isEqualTo(first)
			.containsExactly("7|group/core|group/core|has it", "8|group/core|8|lost it");
	}

	@Test
	void threeProjectsThatMoveRoundEachHaveTheirPath() {
		write(7, "group/a", 1);
		write(8, "group/b", 1);
		write(9, "group/c", 1);
		write(7, "group/b", 2);
		write(8, "group/c", 2);
		write(9, "group/a", 2);
		assertThat(places()).containsExactly("7|group/b|group/b|has it", "8|group/c|group/c|has it",
				"9|group/a|group/a|has it");
	}

	@Test
	void aProjectThatIsSeenAgainLosesItsMarkAndIsListedFromTheBeginning() {
		long id = write(7, "group/core", 1);
		this.database.execute(
				"INSERT INTO sync_watermarks (project_id, kind, view_id, watermark, project_path, run_id, moved_at) "
						+ "VALUES (?, 'issue', 1, '2026-01-01T00:00:00.000Z', 'group/core', 'r', '')",
				id);
		assertThat(markGone(7, 2)).isTrue();
		assertThat(places()).containsExactly("7|group/core|7|gone");
		assertThat(this.database.count("sync_watermarks")).isZero();
		write(7, "group/core", 3);
		assertThat(places()).containsExactly("7|group/core|group/core|has it");
		assertThat(this.database.count("projects WHERE gone_pending = 1 OR gone_run_id IS NOT NULL")).isZero();
	}

	@Test
	void whatAnotherUserSawOrSomebodySawSinceIsNotGone() {
		write(7, "group/core", 4);
		assertThat(markGone(7, 9)).as("another user").isFalse();
		assertThat(markGone(7, 3)).as("asked before").isFalse();
		assertThat(markGone(7, 8)).as("another token of the user").isTrue();
		assertThat(write(7, "group/core", 4)).isPositive();
		assertThat(places()).as("a slow run does not bring it back").containsExactly("7|group/core|7|gone");
	}

	@Test
	void theDatabaseRefusesASecondOwnerOfAPathInWhateverLetters() {
		this.database.insertProject(7, "group/core");
		assertThatThrownBy(() -> this.database.insertProject(8, "Group/Core")).isInstanceOf(DataAccessException.class)
			.hasMessageContaining("UNIQUE");
	}

	@Test
	void theOwnerOfAPathIsFoundByAnIndex() {
		assertThat(this.database.queryPlan("SELECT id FROM projects WHERE path = ? COLLATE NOCASE "
				+ "AND path_lost_at IS NULL AND gitlab_id <> ?", "a/b", 1))
			.singleElement()
			.asString()
			.contains("projects_own_path_ux");
	}

	private long write(long gitlabId, String path, long fetch) {
		this.database.execute("""
				INSERT INTO views (project_gitlab_id, user_key, access_level, last_fetch_id, last_run_id)
				SELECT ?1, t.user_key, 30, n.id, n.run_id FROM sync_run_fetches n
				JOIN token_views t ON t.id = n.token_view_id WHERE n.id = ?2
				ON CONFLICT DO UPDATE SET last_fetch_id = max(last_fetch_id, excluded.last_fetch_id)
				""", gitlabId, fetch);
		return this.database.transactions()
			.call((tx) -> this.projects.write(tx, new ProjectRow(gitlabId, path, "Core", null), fetch));
	}

	private boolean markGone(long gitlabId, long fetch) {
		return this.database.transactions().call((tx) -> this.projects.markGone(tx, gitlabId, "r", fetch));
	}

	private List<String> names() {
		return this.database.rows("""
				SELECT n.path, p.gitlab_id, n.former FROM project_names n JOIN projects p ON p.id = n.project_id
				ORDER BY n.path
				""");
	}

	private List<String> places() {
		return this.database.rows(PLACES);
	}

}
