package dev.lorebatch.entity;

import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link IidList}.
 */
class IidListTests {

	@Test
	void acceptsListsSpacesAndTheSigilOfTheKind() {
		assertThat(IidList.parse(EntityKind.ISSUE, List.of("124, #130", " 12 "))).containsExactly(12L, 124L, 130L);
		assertThat(IidList.parse(EntityKind.MERGE_REQUEST, List.of("!3,2"))).containsExactly(2L, 3L);
	}

	@Test
	void countsAnIidThatIsAskedTwiceOnce() {
		assertThat(IidList.parse(EntityKind.ISSUE, List.of("3,1,3", "#1", "007", "7"))).containsExactly(1L, 3L, 7L);
	}

	@Test
	void acceptsTheLargestLong() {
		assertThat(IidList.parse(EntityKind.ISSUE, List.of("9223372036854775807"))).containsExactly(Long.MAX_VALUE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "+1", "9223372036854775808", "99999999999999999999", "", " ", ",", "1,,2", "1,",
			",1", "1;2", "1 2", "abc", "1.0", "1e3", "0x10", "##1", "#", "# 1", "#0", "!1", "&1", "\u0661", "1\n2",
			"%31", "null" })
	void refusesWhatIsNoIid(String text) {
		assertThatUsageError(() -> IidList.parse(EntityKind.ISSUE, List.of(text)));
	}

	@Test
	void refusesTheSigilOfTheOtherKind() {
		assertThatUsageError(() -> IidList.parse(EntityKind.ISSUE, List.of("!3")));
		assertThatUsageError(() -> IidList.parse(EntityKind.MERGE_REQUEST, List.of("#3")));
	}

	@ParameterizedTest
	@EnumSource(EntityKind.class)
	void namesTheOptionAndTheTextThatIsWrong(EntityKind kind) {
		assertThatExceptionOfType(LoreException.class).isThrownBy(() -> IidList.parse(kind, List.of("1,x2")))
			.withMessage("'x2' is not an IID of " + kind.option())
			.satisfies((ex) -> assertThat(ex.suggestion()).contains(kind.option() + " 123"));
	}

	@Test
	void doesNotRepeatLongGarbageInFull() {
		assertThatExceptionOfType(LoreException.class)
			.isThrownBy(() -> IidList.parse(EntityKind.ISSUE, List.of("x".repeat(100_000))))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(130));
	}

	@Test
	void refusesMoreThanTheMaximum() {
		String most = IidList.format(LongStream.rangeClosed(1, IidList.MAX_IIDS).boxed().toList());
		assertThat(IidList.parse(EntityKind.ISSUE, List.of(most))).hasSize(IidList.MAX_IIDS);
		assertThatUsageError(() -> IidList.parse(EntityKind.ISSUE, List.of(most, "10001")));
	}

	@Test
	void formatsNoIidsAsNothing() {
		assertThat(IidList.format(List.of())).isEmpty();
		assertThat(IidList.parse(EntityKind.ISSUE, List.of())).isEmpty();
	}

	@Property(tries = 300)
	void everyListOfPositiveLongsComesBackSortedAndDistinct(
			@ForAll @NotEmpty @Size(max = 60) List<@LongRange(min = 1, max = Long.MAX_VALUE) Long> iids,
			@ForAll EntityKind kind) {
		// given
		String text = IidList.format(iids);

		// when
		List<Long> parsed = IidList.parse(kind, List.of(text));

		// then
		assertThat(parsed).containsExactlyElementsOf(new TreeSet<>(iids));
		assertThat(IidList.parse(kind, List.of(IidList.format(parsed)))).isEqualTo(parsed);
	}

	@Property(tries = 300)
	void theWayAListIsSplitOverOptionsDoesNotMatter(
			@ForAll @NotEmpty @Size(max = 20) List<@LongRange(min = 1, max = 1_000) Long> iids) {
		List<String> oneByOne = iids.stream().map((iid) -> "#" + iid).toList();
		assertThat(IidList.parse(EntityKind.ISSUE, oneByOne))
			.isEqualTo(IidList.parse(EntityKind.ISSUE, List.of(IidList.format(iids))));
	}

	@Property(tries = 1_000)
	void anythingElseIsAUsageErrorOfOneLine(@ForAll("garbage") String text, @ForAll EntityKind kind) {
		try {
			assertThat(IidList.parse(kind, Collections.singletonList(text))).isNotEmpty()
				.allSatisfy((iid) -> assertThat(iid).isPositive());
		}
		catch (LoreException ex) {
			assertThat(ex.exitCode()).isEqualTo(ExitCode.USAGE);
			assertThat(ex.getMessage().chars()).noneMatch(Character::isISOControl);
		}
	}

	@Provide
	Arbitrary<String> garbage() {
		return Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(60),
				Arbitraries.strings().withChars("0123456789,#!- +.\n\t\u0660").ofMaxLength(25),
				Arbitraries.bigIntegers().map(String::valueOf));
	}

	private static void assertThatUsageError(ThrowingCallable parsing) {
		assertThatExceptionOfType(LoreException.class).isThrownBy(parsing)
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.USAGE))
			.satisfies((ex) -> assertThat(ex.getMessage().lines()).hasSize(1));
	}

}
