package dev.lorebatch.ingest;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.ListingPage.ListedEntity;
import dev.lorebatch.gitlab.ListingPosition;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.sample.GeneratedProject;
import dev.lorebatch.sample.SampleEntity;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleProject;
import dev.lorebatch.support.BrokenPaging;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Reading listings to their end, over HTTP.
 */
class PageFeedIntegrationTests {

	private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

	@TempDir
	Path folder;

	@Test
	void aListTooLongForTotalsIsReadToItsEnd() throws Exception {
		GeneratedProject large = new GeneratedProject("bench/large", 12_500, 0, 0, 1);
		try (SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults().withGenerated(large));
				FaultyGitLab gitlab = new FaultyGitLab(sample.url())) {
			List<ListedEntity> listed = read(gitlab.url(), sample.project("bench/large").id(), null);
			assertThat(listed).extracting(ListedEntity::iid)
				.doesNotHaveDuplicates()
				.containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 12_500).boxed().toList());
			assertThat(sample.requests().size()).isBetween(125, 130);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void rowsThatMoveWhileTheyAreReadAreNotLost(long seed) throws Exception {
		Random random = new Random(seed);
		try (SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());
				FaultyGitLab gitlab = new FaultyGitLab(sample.url())) {
			SampleProject project = sample.project("harbor/tools/rope-kit");
			List<SampleEntity> issues = open(project, 900);
			AtomicInteger second = new AtomicInteger(10_000);
			gitlab.intercept((path) -> {
				for (int moves = random.nextInt(40); moves > 0; moves--) {
					issues.get(random.nextInt(issues.size()))
						.edit(START.plusSeconds(second.incrementAndGet()), (edit) -> edit.title("Moved"));
				}
				return null;
			});
			Map<Long, String> seen = new HashMap<>();
			read(gitlab.url(), project.id(), null).forEach((entity) -> seen.put(entity.iid(), entity.updatedAt()));
			Map<Long, String> expected = project.issueIids()
				.stream()
				.collect(Collectors.toMap((iid) -> iid, (iid) -> Timestamps.format(project.issue(iid).updatedAt())));
			assertThat(seen).isEqualTo(expected);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void rowsThatBreakTheirPagesAreMissingAndNoOthers(long seed) throws Exception {
		Random random = new Random(seed);
		try (SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());
				FaultyGitLab gitlab = new FaultyGitLab(sample.url())) {
			SampleProject project = sample.project("harbor/tools/rope-kit");
			List<SampleEntity> issues = open(project, 400); // more of one time than fit a
															// page
			Set<Long> bad = IntStream.range(0, 3)
				.mapToObj((number) -> issues.get(random.nextInt(issues.size())).iid())
				.collect(Collectors.toSet());
			gitlab.judge((target, body) -> bad.stream().anyMatch((iid) -> body.contains("\"iid\":" + iid + ","))
					? FaultyGitLab.Answer.of(500, "{}") : null);
			List<Integer> missing = new ArrayList<>();
			List<ListedEntity> listed = read(gitlab.url(), project.id(), null, (page) -> {
				if (page.page().missing() != null) {
					missing.add(page.page().missing().rows());
				}
			});
			List<Long> others = new ArrayList<>(project.issueIids());
			others.removeAll(bad);
			assertThat(listed).extracting(ListedEntity::iid).hasSameElementsAs(others);
			assertThat(missing.stream().mapToInt(Integer::intValue).sum()).isGreaterThanOrEqualTo(bad.size());
			assertThat(gitlab.paths()).as("bounded, though rows of one time are read in passes").hasSizeLessThan(400);
		}
	}

	@Test
	void shortAndEmptyPagesAreNotTheEnd() throws Exception {
		try (FilteredLists lists = new FilteredLists(950, (iid) -> iid % 7 != 0 && (iid < 150 || iid > 480))) {
			assertThat(read(lists.url(), 1, null)).extracting(ListedEntity::iid)
				.doesNotHaveDuplicates()
				.containsExactlyElementsOf(LongStream.rangeClosed(1, 950)
					.filter((iid) -> iid % 7 != 0 && (iid < 150 || iid > 480))
					.boxed()
					.toList());
		}
	}

	@Test
	void whatWasUpdatedAtTheBoundIsListed() throws Exception {
		try (SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults())) {
			SampleProject project = sample.project("harbor/tools/rope-kit");
			open(project, 5);
			assertThat(read(sample.url(), project.id(), "2026-11-22T10:00:03.000Z")).hasSize(3);
		}
	}

	@ParameterizedTest
	@EnumSource(BrokenPaging.class)
	void aListingIsReadToItsEndWhateverBecameOfThePageHeaders(BrokenPaging broken) throws Exception {
		try (SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());
				FaultyGitLab gitlab = new FaultyGitLab(sample.url())) {
			SampleProject project = sample.project("harbor/tools/rope-kit");
			open(project, 400); // more of one time than fit a page
			gitlab.breakPaging(broken);
			assertThat(read(gitlab.url(), project.id(), "2026-11-22T10:00:00.000Z")).extracting(ListedEntity::iid)
				.hasSameElementsAs(project.issueIids().stream().skip(project.issueIids().size() - 400L).toList());
		}
	}

	@ParameterizedTest
	@CsvSource({ "99, true", "100, false" })
	void aServerThatDoesNotPageIsReadOnlyIfItsOnePageIsShort(int rows, boolean readable) throws Exception {
		String page = IntStream.rangeClosed(1, rows)
			.mapToObj((iid) -> "{\"id\":%d,\"iid\":%d,\"updated_at\":\"2026-11-22T10:00:00Z\"}".formatted(iid, iid))
			.collect(Collectors.joining(",", "[", "]"));
		try (FaultyGitLab gitlab = new FaultyGitLab(URI.create("http://127.0.0.1:9"))) {
			gitlab.intercept((path) -> new FaultyGitLab.Answer(200, page, List.of()));
			if (readable) {
				assertThat(read(gitlab.url(), 1, null)).hasSize(rows);
			}
			else {
				assertThatExceptionOfType(GitLabException.class).isThrownBy(() -> read(gitlab.url(), 1, null))
					.withMessageContaining("do not end");
			}
			assertThat(gitlab.paths()).hasSizeLessThanOrEqualTo(4);
		}
	}

	/**
	 * Each page has one row, later than all before.
	 */
	@Test
	void aListingWithLaterRowsForEverEndsAtTheBoundOfPages() throws Exception {
		AtomicInteger row = new AtomicInteger();
		try (FaultyGitLab gitlab = new FaultyGitLab(URI.create("http://127.0.0.1:9"))) {
			gitlab.intercept((path) -> {
				int iid = row.incrementAndGet();
				return new FaultyGitLab.Answer(200,
						"[{\"id\":%d,\"iid\":%d,\"updated_at\":\"%s\"}]".formatted(iid, iid, START.plusSeconds(iid)),
						List.of(new FaultyGitLab.Header("X-Next-Page", "2")));
			});
			try (TestMirror mirror = TestMirror.open(this.folder.resolve("endless.db"), gitlab.url());
					PageFeed feed = new PageFeed(mirror.bean(GitLabClient.class), mirror.bean(RequestPool.class),
							() -> 1L, 1, EntityKind.ISSUE, ListingPosition.start(null), 30)) {
				for (int page = 0; page < 30; page++) {
					assertThat(feed.take()).isNotNull();
				}
				assertThatExceptionOfType(GitLabException.class).isThrownBy(feed::take)
					.withMessage("the issues of project 1: the pages of the list do not end")
					.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(GitLabException.Kind.ENDLESS));
			}
			assertThat(gitlab.paths()).hasSize(30);
		}
	}

	/**
	 * One a second, but 250 of them at once, as after an import.
	 */
	private static List<SampleEntity> open(SampleProject project, int count) {
		List<SampleEntity> issues = new ArrayList<>();
		for (int number = 1; number <= count; number++) {
			Instant at = (number > 100 && number <= 350) ? START.plusSeconds(100) : START.plusSeconds(number);
			issues.add(project.openIssue(at, "keeper", "Knot " + number, null));
		}
		return issues;
	}

	private List<ListedEntity> read(URI gitlab, long projectId, String updatedAfter) {
		return read(gitlab, projectId, updatedAfter, (page) -> {
		});
	}

	private List<ListedEntity> read(URI gitlab, long projectId, String updatedAfter, Consumer<FetchedPage> watcher) {
		try (TestMirror mirror = TestMirror.open(this.folder.resolve("lore.db"), gitlab)) {
			AtomicLong numbers = new AtomicLong();
			List<ListedEntity> read = new ArrayList<>();
			try (PageFeed feed = new PageFeed(mirror.bean(GitLabClient.class), mirror.bean(RequestPool.class),
					numbers::incrementAndGet, projectId, EntityKind.ISSUE, ListingPosition.start(updatedAfter))) {
				for (FetchedPage page = feed.take(); page != null; page = feed.take()) {
					read.addAll(page.fresh());
					watcher.accept(page);
				}
			}
			return read;
		}
	}

}
