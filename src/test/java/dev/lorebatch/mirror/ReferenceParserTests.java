package dev.lorebatch.mirror;

import java.util.List;
import java.util.Set;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReferenceParser}.
 */
class ReferenceParserTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			#12                                                    | issue group/project 12
			!3                                                     | merge_request group/project 3
			See #12.                                               | issue group/project 12
			(#12)                                                  | issue group/project 12
			**#12**                                                | issue group/project 12
			Closes #12, and so on                                  | issue group/project 12
			#12:                                                   | issue group/project 12
			[text](#12)                                            | issue group/project 12
			other/proj#4                                           | issue other/proj 4
			group/sub/proj#4                                       | issue group/sub/proj 4
			group/sub-group.x/my_proj.y!40                         | merge_request group/sub-group.x/my_proj.y 40
			https://gitlab.example/group/proj/-/issues/5           | issue group/proj 5
			https://gitlab.example/group/sub/proj/-/merge_requests/6 | merge_request group/sub/proj 6
			https://gitlab.example/group/proj/issues/5             | issue group/proj 5
			https://gitlab.example:8080/group/proj/-/issues/5      | issue group/proj 5
			https://gitlab.example/group/proj/-/issues/5#note_12   | issue group/proj 5
			https://gitlab.example/group/proj/-/issues/5.          | issue group/proj 5
			https://gitlab.example/group/proj/-/merge_requests/6/diffs?x=1 | merge_request group/proj 6
			[here](https://gitlab.example/group/proj/-/issues/5)   | issue group/proj 5
			<https://gitlab.example/group/proj/-/issues/5>         | issue group/proj 5
			#9223372036854775807                                   | issue group/project 9223372036854775807
			""")
	void findsWhatGitLabWouldLink(String text, String expected) {
		assertThat(targets(text)).containsExactly(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "#", "!", "#0", "!0", "#012", "#fff", "#1f2e3d", "#123abc", "color: #ff0000;", "&#39;",
			"&#8217;", "abc#12", "##12", "#!12", "!!12", "a!3", "user@example.com", "# 12", "Nice!", "wow!3x",
			"page.html#12", "example.com/#12", "#12345678901234567890", "-#12", "C#7",
			"https://gitlab.example/group/proj/-/commit/5", "https://gitlab.example/issues/5",
			"https://gitlab.example/group/proj/-/issues/new", "https://gitlab.example/group/proj/-/issues/5x" })
	void leavesTheRest(String text) {
		assertThat(targets(text)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "`#12`", "run `git log #12 !3` now", "```\n#12\n```", "```ruby\nputs '#12'\n!3\n```",
			"~~~\n#12\n~~~", "```\n#12", "text\n```\n#12\n~~~\n!3\n```\n", "``code with ` and #12``",
			"````\n```\n#12\n```\n````", "> ```\n> #12\n> ```", "  ```\n  #12\n  ```" })
	void codeIsNotSearched(String text) {
		assertThat(targets(text)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "`a` #12 `b`", "```\ncode\n```\n#12", "~~~\ncode\n~~~\n#12", "a lonely ` and #12",
			"```\na\n```\n#12\n```\nb\n```", "use ``` to fence, see #12", "five ~~~ tildes, see #12",
			"`one\n\n#12 two`", "`one\r\n\r\n#12 two`", "```\r\na\r\n```\r\n#12\r\n" })
	void textAroundCodeIsSearched(String text) {
		assertThat(targets(text)).containsExactly("issue group/project 12");
	}

	@Test
	void urlsOfOtherServersAreNoReferences() {
		String text = "https://github.com/o/r/issues/5 https://gitlab.example.com/g/p/-/issues/6";
		assertThat(ReferenceParser.parse(text, "mentions", "x/y", "https://gitlab.example.com"))
			.containsExactly(new ReferenceRow("mentions", "issue", "g/p", "6"));
	}

	@Test
	void thePathGitLabLivesBelowIsNoPartOfTheProject() {
		assertThat(ReferenceParser.parse("https://example.com/gitlab/g/p/-/merge_requests/7", "mentions", "x/y",
				"https://example.com/gitlab"))
			.containsExactly(new ReferenceRow("mentions", "merge_request", "g/p", "7"));
	}

	@Test
	void keepsTheOrderAndCountsOnce() {
		assertThat(targets("#3 #1 !3 #3 #1 and #2")).containsExactly("issue group/project 3", "issue group/project 1",
				"merge_request group/project 3", "issue group/project 2");
	}

	@Test
	void findsReferencesThatAreOnlySeparatedByPunctuation() {
		assertThat(targets("#1,#2;#3\n#4")).hasSize(4);
	}

	@Test
	void nothingRefersToNothing() {
		assertThat(ReferenceParser.parse(null, "mentions", "group/project")).isEmpty();
	}

	@Test
	void passesOnWhatTheReferenceMeans() {
		assertThat(ReferenceParser.parse("#1", "mentioned_in", "g/p"))
			.containsExactly(new ReferenceRow("mentioned_in", "issue", "g/p", "1"));
	}

	@Property(tries = 300)
	void everyReferenceInProseIsFound(@ForAll @LongRange(min = 1, max = Long.MAX_VALUE) long iid,
			@ForAll("words") String before, @ForAll("words") String after) {
		assertThat(targets(before + " #" + iid + " " + after)).contains("issue group/project " + iid);
		assertThat(targets(before + " other/x!" + iid + ", " + after)).contains("merge_request other/x " + iid);
	}

	@Property(tries = 3_000)
	void shortReferencesAreThoseOfThePattern(@ForAll("shorts") String text) {
		// given
		List<String> expected = ReferenceParser.SHORT.matcher(text)
			.results()
			.map((found) -> "%s %s %s".formatted(found.group(2).equals("#") ? "issue" : "merge_request",
					(found.group(1) != null) ? found.group(1) : "group/project", found.group(3)))
			.distinct()
			.toList();

		// then
		assertThat(targets(text)).containsExactlyElementsOf(expected);
	}

	/**
	 * Without code and addresses.
	 */
	@Provide
	Arbitrary<String> shorts() {
		return Arbitraries
			.of("a", "b/c", "/", ".", "-", "_", "#", "!", "&", "1", "0", "12", " ", ",", "\u00e9", "a/b#1", "!3", ":")
			.list()
			.ofMaxSize(10)
			.map((parts) -> String.join("", parts))
			.filter((text) -> !text.contains("://"));
	}

	@Property(tries = 500)
	void noTextMakesItThrowAndTargetsAreWellFormed(@ForAll("markdown") String text) {
		assertThat(ReferenceParser.parse(text, "mentions", "group/project")).allSatisfy((row) -> {
			assertThat(row.targetKey()).matches("[1-9][0-9]{0,18}");
			assertThat(row.targetProjectPath()).isNotBlank();
			assertThat(row.targetType()).isIn("issue", "merge_request");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "a/", "/", "#", "`", "```", "```\n", "~~~\n", "a", "1", "#1", "a.b-c_d/", "https://a/",
			"https://x/a/a/a/-/", "(", "a/b#" })
	@Timeout(10)
	void longTextsTakeNoStackAndLittleTime(String part) {
		String text = part.repeat(500_000 / part.length());
		assertThat(ReferenceParser.parse(text, "mentions", "group/project")).hasSizeLessThan(2);
		assertThat(ReferenceParser.parse(text + " #12 ", "mentions", "group/project")).hasSizeLessThan(3);
	}

	@Test
	@Timeout(10)
	void aLonelyBacktickBeforeALongTextIsNoProblem() {
		assertThat(targets("`" + "word ".repeat(200_000) + "#12")).containsExactly("issue group/project 12");
		assertThat(targets("`" + "word ".repeat(200_000) + "#12 `")).isEmpty();
	}

	@Provide
	Arbitrary<String> words() {
		return Arbitraries.strings().alpha().ofMaxLength(8).list().ofMaxSize(5).map((words) -> String.join(" ", words));
	}

	@Provide
	Arbitrary<String> markdown() {
		return Arbitraries
			.of("#", "!", "1", "12", "0", "`", "```", "~~~", "\n", " ", "a", "/", "-", "group/proj", "https://h/",
					"issues/", "merge_requests/", "&", ";", "é", "🐎", "(", ")", ".")
			.list()
			.ofMaxSize(40)
			.map((parts) -> String.join("", parts));
	}

	private static List<String> targets(String markdown) {
		Set<ReferenceRow> rows = ReferenceParser.parse(markdown, "mentions", "group/project");
		return rows.stream()
			.map((row) -> row.targetType() + " " + row.targetProjectPath() + " " + row.targetKey())
			.toList();
	}

}
