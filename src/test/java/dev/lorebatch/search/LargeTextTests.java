package dev.lorebatch.search;

import java.util.Collections;

import org.junit.jupiter.api.Test;

import dev.lorebatch.search.LexicalSearch.Markers;

import static org.assertj.core.api.Assertions.assertThat;

class LargeTextTests {

	private static final String FILLER = String.join(" ", Collections.nCopies(2_000, "lorem"));

	@Test
	void showsWhereMostOfTheWordsAre() {
		String text = "lamp " + FILLER + " the lamp of the keeper and his lamp " + FILLER + " keeper";
		String passage = passage("\"lamp\" OR \"keeper\"", text);
		assertThat(passage).startsWith("…")
			.endsWith("…")
			.contains("the [lamp] of the [keeper] and his [lamp] lorem")
			.hasSizeLessThan(300);
	}

	@Test
	void wordsAreWholeAndTheirCaseDoesNotMatter() {
		assertThat(passage("\"lamp\"", "lamps clamp LAMP")).isEqualTo("lamps clamp [LAMP]");
		assertThat(passage("\"wärter\"", "Der WÄRTER")).isEqualTo("Der [WÄRTER]");
	}

	@Test
	void beginsAtAWordAndEndsBehindOne() {
		String passage = passage("\"lamp\"", FILLER + " lamp " + FILLER);
		assertThat(passage).matches("…(lorem )+\\[lamp]( lorem)+…");
		assertThat(passage("\"lamp\"", "lamp")).isEqualTo("[lamp]");
	}

	@Test
	void wordsOfPhrasesAndNamesCountOneByOne() {
		assertThat(passage("(identifiers : \"relay\ue05flamp\" OR \"relay_lamp\") AND \"old keeper\"",
				"the old lamp of a relay, and no keeper"))
			.isEqualTo("the [old] [lamp] of a [relay], and no [keeper]");
	}

	@Test
	void whatIsSpecialToRegularExpressionsAndReplacementsIsNotSpecial() {
		assertThat(passage("\"a.b\" OR \"$1\"", "axb costs $1 or \\1, a or b"))
			.isEqualTo("axb costs $[1] or \\[1], [a] or [b]");
	}

	@Test
	void findsNothingWhereThereIsNothing() {
		assertThat(passage("\"lamp\"", FILLER)).isEmpty();
		assertThat(passage("\"lamp\"", "")).isEmpty();
		assertThat(passage("lamp", "lamp")).as("a raw query without quotes").isEmpty();
	}

	@Test
	void aWordInEveryLineTakesNoTimeByTheSquare() {
		String log = "lamp lit\n".repeat(20_000) + "lamp keeper";
		assertThat(passage("\"lamp\" OR \"keeper\"", log)).as("later ones are hardly better")
			.startsWith("[lamp] lit")
			.doesNotContain("keeper");
	}

	private static String passage(String expression, String text) {
		return new LargeText(expression, new Markers("[", "]")).passage(text);
	}

}
