package dev.lorebatch.documentation;

import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import dev.lorebatch.gitlab.AnswerLimits;
import dev.lorebatch.http.HttpLimits;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page about bounds has the values that the program has.
 */
class BoundsPageTests {

	private static final String FILE = "docs/reference/bounds.md";

	private static final Pattern SETTING = Pattern.compile("`(lore\\.[a-z.-]+)`");

	private static final List<Bound> BOUNDS = List.of(
			new Bound("One answer, decompressed", "64 MB", "`lore.gitlab.max-response-size`",
					"not repeated; of a list, smaller pages are asked for, and rows that are too large alone"),
			new Bound("One answer after each of several encodings", "the same", "`lore.gitlab.max-response-size`",
					"the same; also what is between two encodings"),
			new Bound("All pages of one list below an entity, or of a group",
					"%d times that of one answer".formatted(AnswerLimits.LIST_FACTOR),
					"`lore.gitlab.max-response-size`", "the list has no end: it fails and is not repeated"),
			new Bound("One header", "%,d bytes".formatted(HttpLimits.HEADER), "", "not repeated"),
			new Bound("Headers of one answer", String.valueOf(HttpLimits.HEADERS), "", "not repeated"),
			new Bound("One text", "%,d characters".formatted(AnswerLimits.TEXT), "",
					"not repeated; GitLab allows 1,048,576 in a description"),
			new Bound("Arrays and objects within each other", "%d levels".formatted(AnswerLimits.DEPTH), "",
					"not repeated"),
			new Bound("One number", "%,d digits".formatted(AnswerLimits.DIGITS), "",
					"not repeated; ids and IIDs are 64-bit numbers, any other one is an error of its row"),
			new Bound("The name of a field", "%,d characters".formatted(AnswerLimits.NAME), "", "not repeated"),
			new Bound("Values, names and brackets of one answer", "%,d".formatted(AnswerLimits.TOKENS), "",
					"not repeated"),
			new Bound("An error that is looked into", "%,d bytes".formatted(AnswerLimits.ERROR), "",
					"of a larger one only the status counts"),
			new Bound("Pages of one list below an entity, or of a group", "%,d".formatted(AnswerLimits.PAGES), "",
					"the list has no end: it fails and is not repeated"),
			new Bound("Pages of such a list, one after the other, without a new row",
					String.valueOf(AnswerLimits.IDLE_PAGES), "", "the same"),
			new Bound("A next page or cursor that was asked for before", "0", "", "the same"),
			new Bound("Readings of a list whose rows move meanwhile", String.valueOf(AnswerLimits.READINGS), "",
					"the last reading counts"),
			new Bound("Pages of the listing of a project, in one attempt", "%,d".formatted(AnswerLimits.LISTING_PAGES),
					"", "the listing has no end: it fails; a restart goes on behind the last page that is stored"),
			new Bound("Redirects of one request", String.valueOf(AnswerLimits.REDIRECTS), "",
					"to the same server only; not repeated"),
			new Bound("Encodings of one answer, one upon the other", "3", "", "not repeated"),
			new Bound("Making a connection", "10 s", "`lore.gitlab.connect-timeout`", "repeated"),
			new Bound("Silence of the server", "30 s", "`lore.gitlab.read-timeout`", "repeated"),
			new Bound("One request as a whole, however fast it drips", "60 s", "`lore.gitlab.request-timeout`",
					"repeated"),
			new Bound("Attempts of one request", "4", "`lore.gitlab.retry.max-attempts`", "then it fails"),
			new Bound("A wait that the server asks for", "120 s", "`lore.gitlab.retry.max-retry-after`",
					"what is longer is cut"),
			new Bound("A web page in place of an answer", "2 attempts", "", "then it fails"),
			new Bound("A 401 that is tried with another header", "1 for a process", "`lore.gitlab.auth`",
					"then the token counts as not accepted"));

	@Test
	void thePageHasTheBoundsOfTheProgram() throws IOException {
		GeneratedPage.assertIsWritten(FILE,
				"""
						# Bounds

						What a server can cost that is broken or hostile, or that somebody else stands in for. This page is generated from
						the program, and a test runs more than sixty servers that loop, flood and lie against it: each ends with an error
						that names the bound, or with an answer, within the requests and bytes that are said here. How often a request is
						repeated, and how long that takes, is told in [requests](../concepts/requests.md#how-long-a-fault-can-hold-up-a-run).

						The bounds without a setting are far beyond what GitLab sends.

						| What | Bound | Setting | Beyond it |
						|---|---|---|---|
						%s

						For Ollama an answer may have 128 MB, and a request may take `lore.embedding.timeout`; nothing is followed.
						"""
					.formatted(BOUNDS.stream().map(Bound::row).collect(Collectors.joining("\n"))));
	}

	@Test
	void theDefaultsOfSettingsAreThoseOfThePageAboutThem() {
		List<String> settings = Repository.read("docs/reference/configuration.md").lines().toList();
		for (Bound bound : BOUNDS) {
			String setting = SETTING.matcher(bound.setting).results().map(MatchResult::group).findFirst().orElse(null);
			boolean number = bound.value.matches("[0-9]+( ?(s|MB))?");
			if (setting != null && number) {
				String value = bound.value.replace(" ", "");
				assertThat(settings).as(setting)
					.anyMatch((line) -> line.startsWith("| " + setting + " |") && line.contains("| `" + value + "` |"));
			}
		}
	}

	/**
	 * A row of the page.
	 *
	 * @param setting empty if there is none
	 */
	private record Bound(String what, String value, String setting, String beyond) {

		private String row() {
			return "| %s | %s | %s | %s |".formatted(this.what, this.value,
					this.setting.isEmpty() ? "none" : this.setting, this.beyond);
		}

	}

}
