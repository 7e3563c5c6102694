package dev.lorebatch.documentation;

import java.io.IOException;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.lorebatch.cli.CommandLines;
import dev.lorebatch.failure.ExitCode;

import static dev.lorebatch.documentation.GeneratedPage.assertIsWritten;

/**
 * The generated pages. {@code -Ddocs.write=true} writes them anew.
 */
class ReferenceTests {

	@Test
	void commandsAreTheHelpOfTheProgram() throws IOException {
		StringBuilder page = new StringBuilder("""
				# Commands

				The help of every command. This page is generated; see [testing](../contributing/testing.md).

				The program is called `lore-batch` here. Run it as `java -jar lore-batch.jar`.
				""");
		for (Map.Entry<String, String> help : CommandLines.help().entrySet()) {
			String name = help.getKey().isEmpty() ? "lore-batch" : help.getKey();
			page.append("\n## %s\n\n```text\n%s\n```\n".formatted(name, trimmed(help.getValue())));
		}
		assertIsWritten("docs/reference/cli.md", page.toString());
	}

	@Test
	void exitCodesAreThoseOfTheProgram() throws IOException {
		StringBuilder page = new StringBuilder("""
				# Exit codes

				This page is generated; see [testing](../contributing/testing.md). A number is never used for another
				meaning. Treat unknown codes as failures. With `--robot` the name is `error.code`.

				Retry says whether running the same command again may help without a change.

				| Code | Name | Meaning | Retry |
				|---|---|---|---|
				""");
		for (ExitCode code : ExitCode.values()) {
			page.append("| %d | `%s` | %s | %s |\n".formatted(code.number(), code.name(), code.description(),
					code.retryable() ? "yes" : ((code.number() == 0) ? "" : "no")));
		}
		page.append(
				"""

						A code covers many causes, and some are permanent where others of the same code are not. `error.retryable` knows the
						cause; see [what is worth trying again later](../concepts/requests.md#what-is-worth-trying-again-later).

						6 covers preflights in which entities failed for different reasons. If all failed for the same reason, the
						code is that of the reason. 19 is not about the program: an answer is older than `--max-age` allows, or
						`verify` found something that is not as GitLab has it.

						10 is also a database file that was deleted, moved or replaced while a command worked with it. 12 is also a
						stdout or stderr that could not be written, for example on a full disk, though all else went well; a reader that
						closes its pipe early is no failure. 9 is also a database that another process is just making.
						""");
		assertIsWritten("docs/reference/exit-codes.md", page.toString());
	}

	private static String trimmed(String help) {
		return String.join("\n", help.lines().map(String::stripTrailing).toList()).strip();
	}

}
