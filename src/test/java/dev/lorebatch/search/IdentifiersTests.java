package dev.lorebatch.search;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class IdentifiersTests {

	private static final String PROJECT = "harbor/lighthouse";

	@ParameterizedTest
	@CsvSource({ "foo_bar, foo_bar", "'`Foo::bar()`', Foo::bar", "see path/to/file.rs., path/to/file.rs",
			"(ORA-00001), ORA-00001", "v1.2.3:, v1.2.3", "_init, _init", "use C++, C++", "a@b.example, a@b.example",
			"UTF-8, UTF-8", "c#, c#", "C:\\dir\\x, C:\\dir\\x" })
	void codeLikeTokensAreFoundWithoutThePunctuationAroundThem(String text, String token) {
		assertThat(plain(Identifiers.index(text, PROJECT))).contains(token);
		assertThat(plain(String.valueOf(Identifiers.code(token)))).containsExactly(token);
	}

	@ParameterizedTest
	@ValueSource(strings = { "well-known", "word", "12345", "0x80070005", "E0308", "end.", "...", "--", "'quoted'" })
	void ordinaryWordsAreNone(String text) {
		assertThat(Identifiers.index(text, PROJECT)).isEmpty();
	}

	@Test
	void tokensAreOneWordToTheTokenizer() {
		assertThat(Identifiers.index("path/to/foo_bar.rs", PROJECT)).matches("[\\p{L}\\p{N}\\p{Co}]+");
	}

	@Test
	void aPathWithALineIsFoundWithoutIt() {
		assertThat(plain(Identifiers.index("relay/main.c:42", PROJECT))).containsExactly("relay/main.c:42",
				"relay/main.c");
	}

	@ParameterizedTest
	@CsvSource({ "parseHttpHeader, parse Http Header", "HTTPServer, HTTP Server", "utf8Decoder, utf8 Decoder",
			"Foo::parseURL, parse URL" })
	void partsOfCamelCaseAreWords(String token, String parts) {
		assertThat(Identifiers.index(token, PROJECT).lines()).contains(parts);
	}

	@Test
	void mentionsAreFoundWithAndWithoutTheProject() {
		assertThat(plain(Identifiers.index("see #12, and harbor/lighthouse!4.", PROJECT))).containsExactly("#12",
				"harbor/lighthouse#12", "!4", "harbor/lighthouse!4");
		assertThat(plain(Identifiers.index("other/project#12", PROJECT))).containsExactly("other/project#12");
		assertThat(plain(Identifiers.index("https://gitlab.example/harbor/lighthouse/-/issues/5#note_1", PROJECT)))
			.containsExactly("#5", "harbor/lighthouse#5");
	}

	@ParameterizedTest
	@CsvSource({ "GL-5, #5 harbor/lighthouse#5", "[issue:5], #5 harbor/lighthouse#5",
			"[merge_request:log/5], log!5 harbor/log!5", "#5/#6, #5 harbor/lighthouse#5 #6 harbor/lighthouse#6",
			"log#5, log#5 harbor/log#5", "Harbor/Lighthouse#5+, #5 harbor/lighthouse#5", "_#5_, #5 harbor/lighthouse#5",
			"https://gitlab.example/harbor/lighthouse/-/issues/incident/5, #5 harbor/lighthouse#5",
			"https://gitlab.example/harbor/lighthouse/-/work_items/5?x=1, #5 harbor/lighthouse#5", "C#7, C#7" })
	void everyFormOfAMentionIsIndexed(String text, String expected) {
		assertThat(plain(Identifiers.index("see " + text + " there", PROJECT))).containsExactly(expected.split(" "));
	}

	@ParameterizedTest
	@CsvSource({ "GL-5, #5", "issue:5, #5", "merge_request:harbor/log/5, harbor/log!5", "log#5, log#5", "#5+s, #5",
			"7115#5, 7115#5", "https://gitlab.example/harbor/log/-/issues/incident/5#note_1, harbor/log#5",
			"https://gitlab.example/harbor/log/-/work_items/5, harbor/log#5" })
	void everyFormOfAReferenceIsAskedFor(String query, String expected) {
		assertThat(plain(String.valueOf(Identifiers.reference(query)))).containsExactly(expected);
	}

	@Test
	void anEntityIsFoundByEveryFormOfItsReference() {
		assertThat(plain(Identifiers.ownReference("a/b/c", "!", 45))).containsExactly("a/b/c!45", "b/c!45", "c!45",
				"!45");
		assertThat(Identifiers.reference("#123:")).isEqualTo(Identifiers.reference("#123"));
		assertThat(Identifiers.reference("foo#bar")).isNull();
	}

	@Test
	void theSameTokenIsThereOnce() {
		assertThat(Identifiers.index("foo_bar foo_bar", PROJECT).lines()).hasSize(1);
	}

	@Test
	void longRunsAreNotLookedAt() {
		String text = "a_" + "-".repeat(1_000_000) + "b " + "x/".repeat(500_000) + " foo_bar";
		assertThat(plain(Identifiers.index(text, PROJECT))).containsExactly("foo_bar");
		assertThat(Identifiers.reference("#".repeat(10_000))).isNull();
	}

	@Property(tries = 2_000)
	void wordsThatAreSparedThePatternsWouldNotMatchThem(@ForAll("tokens") String token) {
		// given
		boolean code = Identifiers.CODE.matcher(token).matches() || (Identifiers.HYPHENATED.matcher(token).matches()
				&& Identifiers.DIGIT_OR_CAPITAL.matcher(token).matches());
		String[] parts = Identifiers.HUMP.split(token);

		// then
		assertThat(Identifiers.isCode(token)).isEqualTo(code);
		assertThat(Identifiers.humps(token)).isEqualTo((parts.length > 1) ? List.of(parts) : List.of());
	}

	@Property(tries = 2_000)
	void runsAreThoseOfThePattern(@ForAll("texts") String text) {
		List<String> runs = new ArrayList<>();
		for (int start = Identifiers.endOf(text, 0, false); start < text.length();) {
			int end = Identifiers.endOf(text, start, true);
			runs.add(text.substring(start, end));
			start = Identifiers.endOf(text, end, false);
		}
		assertThat(runs).isEqualTo(Identifiers.RUN.matcher(text).results().map(MatchResult::group).toList());
	}

	@Provide
	Arbitrary<String> texts() {
		Arbitrary<String> others = Arbitraries.of(" ", "\n", ",", "(", "\"", "\u00a0", "\ud83d\ude00", "\ud83d",
				"\ude00", "\u2160", "\u00bd", "\u20dd", "\u0903", "\u02b0", "\u00aa", "\u2019", "\u200b", "*", "%",
				"~");
		return Arbitraries.oneOf(tokens(), others, Arbitraries.strings().ofMaxLength(3))
			.list()
			.ofMaxSize(8)
			.map((parts) -> String.join("", parts));
	}

	/**
	 * Of all kinds of letters that the patterns tell apart, some outside of the basic
	 * plane.
	 */
	@Provide
	Arbitrary<String> tokens() {
		return Arbitraries
			.of("a", "B", "\u00e9", "\u00c9", "\u01c5", "\u4e2d", "\ud801\udc00", "\ud801\udc28", "\u0301", "7",
					"\u0663", ".", "/", ":", "\\", "@", "_", "+", "#", "!", "-", "$", "++", "://")
			.list()
			.ofMaxSize(7)
			.map((parts) -> String.join("", parts));
	}

	/**
	 * With the punctuation put back.
	 */
	private static List<String> plain(String encoded) {
		return encoded.lines().map((line) -> {
			StringBuilder plain = new StringBuilder();
			line.codePoints()
				.forEach((character) -> plain
					.appendCodePoint((character >= 0xE000 && character < 0xE080) ? character - 0xE000 : character));
			return plain.toString();
		}).toList();
	}

}
