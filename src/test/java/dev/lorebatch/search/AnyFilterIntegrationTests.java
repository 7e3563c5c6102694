package dev.lorebatch.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

import dev.lorebatch.database.TestDatabase;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.search.EntityList.ListedEntity;
import dev.lorebatch.search.EntityList.Sort;
import dev.lorebatch.search.SearchFilter.Confidential;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every filter, alone and together with any others, against the same said in Java.
 */
class AnyFilterIntegrationTests {

	private static final List<String> PROJECTS = List.of("harbor/lighthouse", "harbor/charts");

	private static final List<String> STATES = List.of("opened", "closed");

	private static final List<String> AUTHORS = List.of("Mara", "jan");

	private static final List<String> LABELS = List.of("bug", "tide", "50%_off");

	private static final List<String> MILESTONES = List.of("0.9", "Winter");

	private static final List<String> PATHS = List.of("relay/Backoff.java", "relay_old/x", "docs/a%b.md");

	private static final List<String> TIMES = List.of("2026-01-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z",
			"2026-05-01T00:00:00.000Z");

	private static final List<Item> ITEMS = new ArrayList<>();

	private static Path folder;

	private static TestDatabase database;

	@BeforeContainer
	static void open() throws IOException {
		folder = Files.createTempDirectory("any-filter");
		database = TestDatabase.in(folder);
		for (int project = 0; project < PROJECTS.size(); project++) {
			database.insertProject(700 + project, PROJECTS.get(project));
			for (String label : LABELS) {
				database.execute("INSERT INTO labels (project_id, name) VALUES (?, ?)", project + 1, label);
			}
		}
		SplittableRandom random = new SplittableRandom(7);
		for (int id = 1; id <= 60; id++) {
			Item item = Item.random(id, random);
			ITEMS.add(item);
			insert(item);
		}
	}

	@AfterContainer
	static void close() throws IOException {
		database.close();
		FileSystemUtils.deleteRecursively(folder);
	}

	@Property(tries = 500)
	void searchFindsWhatTheFilterMeans(@ForAll("filters") SearchFilter filter) {
		List<Long> found = new LexicalSearch(database.jdbc(), ConfidentialPolicy.KEEP)
			.rank(FullTextQuery.of("beacon"), filter, 1_000)
			.hits()
			.stream()
			.map(LexicalHit::entityId)
			.toList();
		assertThat(found).containsExactlyInAnyOrderElementsOf(
				ITEMS.stream().filter((item) -> item.meets(filter)).map(Item::id).toList());
	}

	@Property(tries = 500)
	void listsShowWhatTheFilterMeans(@ForAll("filters") SearchFilter filter) {
		for (EntityKind kind : EntityKind.values()) {
			List<Long> listed = new EntityList(database.jdbc()).find(kind, filter, false, Sort.IID, false, 1_000)
				.stream()
				.map(ListedEntity::iid)
				.toList();
			assertThat(listed).containsExactlyInAnyOrderElementsOf(
					ITEMS.stream().filter((item) -> item.meets(filter.of(kind))).map(Item::id).toList());
		}
	}

	@Provide
	Arbitrary<SearchFilter> filters() {
		Arbitrary<String> times = optional(TIMES);
		Arbitrary<List<String>> labels = Arbitraries.of(LABELS).list().ofMaxSize(2).uniqueElements();
		return Combinators
			.combine(optional(List.of("harbor/lighthouse", "HARBOR/charts", "701", "harbor")),
					Arbitraries.of(EntityKind.values()).injectNull(0.6), optional(STATES),
					optional(List.of("mara", "JAN", "m")), labels, optional(MILESTONES),
					optional(List.of("relay/", "relay_", "docs/a%", "x")), times)
			.flatAs((project, kind, state, author, chosen, milestone, path, createdSince) -> Combinators
				.combine(times, times, times, Arbitraries.of(Confidential.values()))
				.as((createdBefore, updatedSince, updatedBefore, confidential) -> new SearchFilter(project, kind, state,
						author, chosen, milestone, path, createdSince, createdBefore, updatedSince, updatedBefore,
						confidential)));
	}

	private static Arbitrary<String> optional(List<String> values) {
		return Arbitraries.of(values).injectNull(0.7);
	}

	private static void insert(Item item) {
		String kind = item.kind().value();
		long project = PROJECTS.indexOf(item.project()) + 1L;
		database.execute(
				"""
						INSERT INTO %s (id, project_id, gitlab_id, iid, title, state, author_username, milestone_title,
							created_at, updated_at%s) VALUES (?1, ?2, ?1, ?1, 't', ?3, ?4, ?5, ?6, ?7%s)
						""".formatted(item.kind().resource(), (item.kind() == EntityKind.ISSUE) ? ", confidential" : "",
						(item.kind() == EntityKind.ISSUE) ? ", " + (item.confidential() ? 1 : 0) : ""),
				item.id(), project, item.state(), item.author(), item.milestone(), item.created(), item.updated());
		for (String label : item.labels()) {
			database.execute("INSERT INTO %1$s_labels (%1$s_id, label_id) SELECT ?, id FROM labels ".formatted(kind)
					+ "WHERE project_id = ? AND name = ?", item.id(), project, label);
		}
		if (item.path() != null) {
			database.execute(
					"INSERT INTO merge_request_files (merge_request_id, old_path, new_path, change_kind, "
							+ "completeness) VALUES (?, ?, ?, 'renamed', 'complete')",
					item.id(), (item.id() % 2 == 0) ? item.path() : "other",
					(item.id() % 2 == 0) ? "other" : item.path());
		}
		database.execute("""
				INSERT INTO documents (source_type, source_id, project_id, entity_type, entity_id, confidential, title,
					content, content_hash) VALUES (?1, ?2, ?3, ?1, ?2, ?4, 't', 'beacon', '')
				""", kind, item.id(), project, item.confidential());
	}

	/**
	 * An issue or merge request, as numbers of both go through: the id says which.
	 */
	private record Item(long id, EntityKind kind, String project, String state, String author, List<String> labels,
			@Nullable String milestone, @Nullable String path, String created, String updated, boolean confidential) {

		static Item random(long id, SplittableRandom random) {
			EntityKind kind = (id % 3 == 0) ? EntityKind.MERGE_REQUEST : EntityKind.ISSUE;
			boolean issue = kind == EntityKind.ISSUE;
			return new Item(id, kind, pick(PROJECTS, random), pick(STATES, random), pick(AUTHORS, random),
					LABELS.stream().filter((label) -> random.nextBoolean()).toList(),
					random.nextBoolean() ? pick(MILESTONES, random) : null, issue ? null : pick(PATHS, random),
					pick(TIMES, random), pick(TIMES, random), issue && random.nextInt(3) == 0);
		}

		boolean meets(SearchFilter filter) {
			return Stream
				.of(filter.project() == null || this.project.equalsIgnoreCase(filter.project())
						|| String.valueOf(700 + PROJECTS.indexOf(this.project)).equals(filter.project()),
						filter.kind() == null || this.kind == filter.kind(),
						filter.state() == null || this.state.equals(filter.state()),
						filter.author() == null || this.author.equalsIgnoreCase(filter.author()),
						this.labels.containsAll(filter.labels()),
						filter.milestone() == null || filter.milestone().equals(this.milestone),
						filter.path() == null || (this.path != null && this.path.startsWith(filter.path())),
						within(this.created, filter.createdSince(), filter.createdBefore()),
						within(this.updated, filter.updatedSince(), filter.updatedBefore()),
						filter.confidential() == Confidential.INCLUDE
								|| this.confidential == (filter.confidential() == Confidential.ONLY))
				.allMatch((met) -> met);
		}

		private static boolean within(String time, @Nullable String since, @Nullable String before) {
			return (since == null || time.compareTo(since) >= 0) && (before == null || time.compareTo(before) < 0);
		}

		private static String pick(List<String> values, SplittableRandom random) {
			return values.get(random.nextInt(values.size()));
		}

	}

}
