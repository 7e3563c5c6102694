package dev.lorebatch.gitlab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.entity.Payload;
import dev.lorebatch.gitlab.GitLabException.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SplitListTests {

	private static final GitLabException WHOLE = failure(Kind.SERVER, 500);

	@Property(tries = 300)
	void rowsThatBreakListsAreFoundAndTheOthersRead(@ForAll @IntRange(min = 4, max = 100) int count,
			@ForAll @Size(min = 1, max = 3) Set<@IntRange(min = 1, max = 100) Integer> bad) {
		List<Long> iids = LongStream.rangeClosed(1, count).boxed().toList();
		List<Long> broken = bad.stream().map(Long::valueOf).filter(iids::contains).sorted().toList();
		Server server = new Server(broken, false);
		EntitiesByIid read = new SplitList(server, WHOLE).read(iids);
		assertThat(read.failed().keySet()).containsExactlyInAnyOrderElementsOf(broken);
		List<Long> others = new ArrayList<>(iids);
		others.removeAll(broken);
		assertThat(read.found().keySet()).containsExactlyInAnyOrderElementsOf(others);
		assertThat(server.requests).isLessThanOrEqualTo(SplitList.MAX_REQUESTS);
	}

	@Test
	void aRowThatAnswersAloneIsRead() {
		EntitiesByIid read = new SplitList(new Server(List.of(3L), true), WHOLE).read(List.of(1L, 2L, 3L, 4L, 5L));
		assertThat(read.found()).containsOnlyKeys(1L, 2L, 3L, 4L, 5L);
		assertThat(read.failed()).isEmpty();
		assertThat(new SplitList(new Server(List.of(3L), true), WHOLE).read(List.of(3L)).found()).containsOnlyKeys(3L);
	}

	@Test
	void aServerThatIsDownIsNotAskedForEveryRow() {
		List<Long> iids = LongStream.rangeClosed(1, 100).boxed().toList();
		Server server = new Server(iids, false);
		assertThatExceptionOfType(GitLabException.class).isThrownBy(() -> new SplitList(server, WHOLE).read(iids))
			.isSameAs(WHOLE);
		assertThat(server.requests).isEqualTo(SplitList.OUTAGE + 1);
	}

	@Test
	void neighboursAtTheHeadOfAListAreNoOutage() {
		for (List<Long> bad : List.of(List.of(1L, 2L), List.of(1L, 2L, 3L), List.of(2L, 3L), List.of(99L, 100L))) {
			List<Long> iids = LongStream.rangeClosed(1, 100).boxed().toList();
			EntitiesByIid read = new SplitList(new Server(bad, false), WHOLE).read(iids);
			assertThat(read.failed()).as(bad.toString()).containsOnlyKeys(bad.toArray(Long[]::new));
			assertThat(read.found()).hasSize(100 - bad.size());
		}
	}

	@Test
	void manyBadRowsCostBoundedRequests() {
		List<Long> iids = LongStream.rangeClosed(1, 100).boxed().toList();
		List<Long> bad = iids.stream().filter((iid) -> iid % 2 == 0 && iid > 20).toList();
		Server server = new Server(bad, false);
		EntitiesByIid read = new SplitList(server, WHOLE).read(iids);
		assertThat(server.requests).isEqualTo(SplitList.MAX_REQUESTS);
		assertThat(read.found().keySet()).doesNotContainAnyElementsOf(bad);
		assertThat(read.found().size() + read.failed().size()).as("each is found or has failed").isEqualTo(100);
	}

	@Test
	void whatIsNoMatterOfRowsEndsTheReading() {
		GitLabException refused = failure(Kind.AUTHENTICATION, 401);
		SplitList.RowReader server = new SplitList.RowReader() {

			@Override
			public Map<Long, Payload> list(Collection<Long> iids) {
				throw refused;
			}

			@Override
			public Optional<Payload> alone(Long iid, boolean retried) {
				throw refused;
			}

		};
		assertThatExceptionOfType(GitLabException.class)
			.isThrownBy(() -> new SplitList(server, WHOLE).read(List.of(1L, 2L, 3L, 4L)))
			.isSameAs(refused);
	}

	private static GitLabException failure(Kind kind, int status) {
		return new GitLabException(kind, status, "HTTP " + status, null, false, null);
	}

	/**
	 * Fails every list that has one of the bad rows.
	 */
	private static final class Server implements SplitList.RowReader {

		private final List<Long> bad;

		private final boolean answersAlone;

		private int requests;

		private Server(List<Long> bad, boolean answersAlone) {
			this.bad = bad;
			this.answersAlone = answersAlone;
		}

		@Override
		public Map<Long, Payload> list(Collection<Long> iids) {
			this.requests++;
			if (iids.stream().anyMatch(this.bad::contains)) {
				throw failure(Kind.SERVER, 500);
			}
			Map<Long, Payload> found = new LinkedHashMap<>();
			iids.forEach((iid) -> found.put(iid, payload()));
			return found;
		}

		@Override
		public Optional<Payload> alone(Long iid, boolean retried) {
			this.requests++;
			if (this.bad.contains(iid) && !this.answersAlone) {
				throw failure(Kind.SERVER, 500);
			}
			return Optional.of(payload());
		}

		private static Payload payload() {
			return new Payload(JsonMapper.shared().createObjectNode(), "row");
		}

	}

}
