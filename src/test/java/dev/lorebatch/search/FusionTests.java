package dev.lorebatch.search;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.search.Fusion.Fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class FusionTests {

	@Test
	void whatIsInBothRankingsComesFirst() {
		List<Fused> fused = Fusion.fuse(List.of(issue(1, 1), issue(2, 2)), List.of(issue(3, 1), issue(2, 2)), 1);
		assertThat(fused).extracting((found) -> found.shown().entityId()).containsExactly(2L, 1L, 3L);
		assertThat(fused.get(0).score()).isCloseTo(2.0 / 62, within(1e-12));
		assertThat(fused.get(1).score()).isCloseTo(1.0 / 61, within(1e-12));
	}

	@Test
	void placesByVectorsCountAsMuchAsTheirProviderIsWorth() {
		List<Fused> fused = Fusion.fuse(List.of(issue(1, 1), issue(2, 9)), List.of(issue(3, 1), issue(2, 1)), 0.1);
		assertThat(fused).extracting((found) -> found.shown().entityId()).containsExactly(1L, 2L, 3L);
		assertThat(fused.get(1).score()).isCloseTo(1.0 / 69 + 0.1 / 61, within(1e-12));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 10, 60, 186 })
	void whatIsSettledStaysAsItIsWhateverVectorsSay(int first) {
		double weight = 0.001;
		assertThat(Fusion.isSettled(first, weight)).isTrue();
		List<Placed> words = IntStream.rangeClosed(1, 300).mapToObj((rank) -> issue(rank, rank)).toList();
		List<Placed> upsideDown = IntStream.rangeClosed(1, 300)
			.mapToObj((rank) -> issue(first + 2 - rank, rank))
			.toList();
		List<Placed> next = List.of(issue(first + 1, 1), issue(999, 2));
		for (List<Placed> vectors : List.of(upsideDown, next)) {
			assertThat(Fusion.fuse(words, vectors, weight).subList(0, first))
				.extracting((found) -> found.shown().entityId())
				.isEqualTo(words.subList(0, first).stream().map(Placed::entityId).toList());
		}
	}

	@Test
	void nothingIsSettledIfVectorsCountAsMuchAsWords() {
		assertThat(Fusion.isSettled(1, 1)).isFalse();
		assertThat(Fusion.isSettled(10, 0.3)).isFalse();
		assertThat(Fusion.isSettled(1_000, 0.001)).as("places far down differ little").isFalse();
	}

	@Test
	void anIssueIsNotAMergeRequestWithTheSameId() {
		Placed mergeRequest = new Placed(EntityKind.MERGE_REQUEST, 1, 1, 0.5, 9);
		assertThat(Fusion.fuse(List.of(issue(1, 1)), List.of(mergeRequest), 1)).hasSize(2);
	}

	@Test
	void aHundredDocumentsOfOneIssueDoNotStarveTheRest() {
		List<Placed> documents = IntStream.rangeClosed(1, 150)
			.mapToObj((rank) -> new Placed(EntityKind.ISSUE, (rank <= 140) ? 1 : rank, rank, 1.0 / rank, rank))
			.toList();
		List<Placed> ranked = DeepRanking.rank(5, (limit) -> documents.subList(0, Math.min(limit, documents.size())));
		assertThat(ranked).extracting(Placed::entityId).containsExactly(1L, 141L, 142L, 143L, 144L);
		assertThat(ranked).extracting(Placed::rank).containsExactly(1, 2, 3, 4, 5);
		assertThat(ranked.get(0).documentId()).as("the best document").isEqualTo(1);
	}

	private static Placed issue(long id, int rank) {
		return new Placed(EntityKind.ISSUE, id, rank, 1.0 / rank, id);
	}

}
