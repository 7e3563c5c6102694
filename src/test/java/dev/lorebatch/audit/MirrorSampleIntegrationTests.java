package dev.lorebatch.audit;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.database.TestDatabase;
import dev.lorebatch.entity.EntityRef;

import static org.assertj.core.api.Assertions.assertThat;

class MirrorSampleIntegrationTests {

	@TempDir
	Path folder;

	private TestDatabase database;

	private List<MirroredProject> projects = List.of();

	@BeforeEach
	void fill() {
		this.database = TestDatabase.in(this.folder);
		long first = this.database.insertProject(9, "group/first");
		long second = this.database.insertProject(7, "group/second");
		for (int iid = 1; iid <= 6; iid++) {
			this.database.insertIssue(first, iid);
			this.database.insertIssue(second, iid);
		}
		for (int iid = 1; iid <= 4; iid++) {
			this.database.execute("INSERT INTO merge_requests (project_id, gitlab_id, iid, title, state) "
					+ "VALUES (?, ?, ?, 'Title', 'opened')", first, 2_000 + iid, iid);
		}
		this.projects = MirroredProject.findAll(this.database.jdbc());
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void aSampleAsLargeAsTheMirrorIsAllOfIt() {
		MirrorSample all = draw(100, 1);
		assertThat(all.population()).isEqualTo(16);
		assertThat(all.size()).isEqualTo(16);
		assertThat(all.entities().keySet()).extracting(MirroredProject::path)
			.containsExactly("group/second", "group/first");
		assertThat(all.entities().values()).allSatisfy((entities) -> assertThat(entities).doesNotHaveDuplicates());
	}

	@Test
	void whatIsGoneIsNotDrawn() {
		for (String table : List.of("issues", "merge_requests")) {
			this.database.execute("UPDATE %s SET gone_at = '2026-11-27T00:00:00.000Z' WHERE iid = 2".formatted(table));
		}
		MirrorSample all = draw(100, 1);
		assertThat(all.population()).isEqualTo(13);
		assertThat(all.entities().values())
			.allSatisfy((entities) -> assertThat(entities).extracting(EntityRef::iid).doesNotContain(2L));
	}

	@Test
	void theSeedDecidesWhatIsDrawn() {
		assertThat(draw(5, 42)).isEqualTo(draw(5, 42));
		assertThat(draw(5, 42).size()).isEqualTo(5);
		assertThat(new HashSet<>(List.of(draw(5, 42), draw(5, 43), draw(5, 44)))).hasSizeGreaterThan(1);
	}

	@Test
	void onlyTheChosenProjectsAreDrawnFrom() {
		MirrorSample sample = MirrorSample.draw(this.database.jdbc(),
				this.projects.stream().filter((project) -> project.path().equals("group/second")).toList(), 100, 3);
		assertThat(sample.population()).isEqualTo(6);
		assertThat(sample.entities().keySet()).extracting(MirroredProject::gitlabId).containsExactly(7L);
		assertThat(MirrorSample.draw(this.database.jdbc(), List.of(), 5, 3).population()).isZero();
	}

	/**
	 * 4,000 draws of 4 out of 16: each is expected 1,000 times, with a standard deviation
	 * of 27. The seeds are fixed, so this passes always or never.
	 */
	@Test
	void everyEntityHasTheSameChance() {
		Map<String, Integer> drawn = new HashMap<>();
		for (int seed = 0; seed < 4_000; seed++) {
			draw(4, seed).entities()
				.forEach((project, entities) -> entities.stream()
					.map(EntityRef::toString)
					.forEach((entity) -> drawn.merge(project.path() + entity, 1, Integer::sum)));
		}
		assertThat(drawn).hasSize(16).allSatisfy((entity, times) -> assertThat(times).as(entity).isBetween(900, 1_100));
	}

	private MirrorSample draw(int size, long seed) {
		return MirrorSample.draw(this.database.jdbc(), this.projects, size, seed);
	}

}
