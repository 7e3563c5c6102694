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
			abc#12                                                 | issue group/abc 12
			tools.x!3                                              | merge_request group/tools.x 3
			/other/proj#4                                          | issue other/proj 4
			Group/PROJECT#4                                        | issue group/project 4
			GL-4                                                   | issue group/project 4
			GL-4: Fix it                                           | issue group/project 4
			feature/GL-4-fix                                       | issue group/project 4
			[issue:4]                                              | issue group/project 4
			[issue:abc/4]                                          | issue group/abc 4
			[work_item:other/proj/4]                               | issue other/proj 4
			[merge_request:4]                                      | merge_request group/project 4
			#4+ and #4+s                                           | issue group/project 4
			_see #12_                                              | issue group/project 12
			__#12__                                                | issue group/project 12
			_#12 and more_                                         | issue group/project 12
			_abc#12_                                               | issue group/abc 12
			~~abc#12~~                                             | issue group/abc 12
			https://gitlab.example/group/proj/-/work_items/5       | issue group/proj 5
			https://gitlab.example/group/proj/-/issues/incident/5  | issue group/proj 5
			https://gitlab.example/group%2Fproj/-/issues/5         | issue group/proj 5
			_https://gitlab.example/group/proj/-/issues/5_         | issue group/proj 5
			https://gitlab.example/group/proj/-/merge_requests/6.diff | merge_request group/proj 6
			see...https://gitlab.example/group/proj/-/issues/5     | issue group/proj 5
			https://other.example/a/b#c, #12                       | issue group/project 12
			""")
	void findsWhatGitLabWouldLink(String text, String expected) {
		assertThat(targets(text)).containsExactly(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "#", "!", "#0", "!0", "#012", "#fff", "#1f2e3d", "#123abc", "color: #ff0000;", "&#39;",
			"&#8217;", "##12", "#!12", "!!12", "a!3", "\\#12", "abc\\#12", "group/^alert#12", "^alert#12", "~bug#12",
			"user@example.com", "# 12", "Nice!", "wow!3x", "page.html#12", "docs/README.md#12", "user@example.com#12",
			"2.0#12", "example.com/#12", "-#12", "C#7", "#12345678901234567890", "#9223372036854775808", "docs.#12",
			"docs-#12", "a//b#12", "../docs#12", "https://example.com/some/page#12",
			"https://example.com/page?tab=docs#12", "GL-", "GL-0", "GL-4x", "XGL-4", "[issue:x]", "[issue:4",
			"[epic:4]", "\\[issue:4]", "&4", "group/sub&4", "https://gitlab.example/groups/group/-/work_items/5",
			"https://gitlab.example/api/v4/projects/7/issues/5", "https://gitlab.example/group/proj/-/commit/5",
			"https://gitlab.example/issues/5", "https://gitlab.example/group/proj/-/issues/new",
			"https://gitlab.example/group/proj/-/issues/5x" })
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
	@ValueSource(strings = { "<!-- #12 -->", "<!-- Closes #12\n\nor !3 -->", "a <!-- `#12` --> b" })
	void commentsAreNotSearched(String text) {
		assertThat(targets(text)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "<!-- a --> #12 <!-- b -->", "it begins with <!-- and #12", "<!-- a -->#12",
			"--> <!- #12 -->", "`<!--` #12 `-->`" })
	void textAroundCommentsIsSearched(String text) {
		assertThat(targets(text)).containsExactly("issue group/project 12");
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
		assertThat(targets("#12/#13")).containsExactly("issue group/project 12", "issue group/project 13");
		assertThat(targets("#12/!13/abc#14//x/y#15/GL-16")).containsExactly("issue group/project 12",
				"merge_request group/project 13", "issue group/abc 14", "issue x/y 15", "issue group/project 16");
		assertThat(targets("https://gitlab.example/x/y/-/issues/5,#6")).containsExactly("issue x/y 5",
				"issue group/project 6");
	}

	@Test
	void urlsAreComparedAsServersAre() {
		String text = "HTTP://GitLab.Example.com:80/g/p/-/issues/6 https://gitlab.example.com:8443/g/p/-/issues/7";
		assertThat(ReferenceParser.parse(text, "mentions", "x/y", "https://gitlab.example.com"))
			.containsExactly(new ReferenceRow("mentions", "issue", "g/p", "6"));
		assertThat(ReferenceParser.parse(text + " #1", "mentions", "x/y", "what GitLab says is no URL"))
			.containsExactly(new ReferenceRow("mentions", "issue", "x/y", "1"));
	}

	@Test
	void aProjectWithoutAGroupHasNeighboursWithoutOne() {
		assertThat(ReferenceParser.parse("docs#1", "mentions", "core"))
			.containsExactly(new ReferenceRow("mentions", "issue", "docs", "1"));
	}

	@ParameterizedTest
	@CsvSource({ "mentioned in issue #33, mentioned_in 33", "Mentioned in issue #33, mentioned_in 33",
			"_mentioned in issue #33_, mentioned_in 33", "changed the description, ''",
			"marked this issue as a duplicate of #33, ''", "it is mentioned in #33, ''" })
	void ofWhatGitLabNotesOnlyMentionsAreReferences(String note, String expected) {
		assertThat(ReferenceParser.parseNote(note, true, "g/p", null))
			.extracting((row) -> row.type() + " " + row.targetKey())
			.isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
		assertThat(ReferenceParser.parseNote(note, false, "g/p", null)).extracting(ReferenceRow::type)
			.allMatch("mentions"::equals)
			.hasSize(note.contains("#") ? 1 : 0);
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
			"https://x/a/a/a/-/", "(", "a/b#", "https://x/a/b/-/issues/0,", "[issue:", "[issue:a/", "[", "_", "_#",
			"#1_", "GL-", "GL-1x", "<!--", "<!-->", "<!-- --", "a_b/", "://", "http://", "-" })
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
			.of("#", "!", "1", "12", "0", "GL-", "[issue:", "]", "+s", "_", "://", "<!--", "-->", "\\", "`", "```",
					"~~~", "\n", " ", "a", "/", "-", "group/proj", "https://h/", "issues/", "merge_requests/", "&", ";",
					"é", "🐎", "(", ")", ".")
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
