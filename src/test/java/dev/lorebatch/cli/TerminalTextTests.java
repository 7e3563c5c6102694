package dev.lorebatch.cli;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TerminalTextTests {

	@Test
	void aValueCanNeitherBeginALineNorCommandTheTerminal() {
		TerminalText text = new TerminalText().line("  %-8s %s", "a\nb", "\u001b[2Jc\r");
		assertThat(text).hasToString("  a\\nb     \\u001b[2Jc\\r\n");
	}

	@Test
	void whatIsNotKnownIsNotCalledNull() {
		assertThat(TerminalText.of("by %s, %d", null, 3)).hasToString("by (unknown), 3");
	}

	@Test
	void aBodyKeepsItsLinesBehindTheIndent() {
		TerminalText text = new TerminalText().lines("    ", "\n one\r\n\n\ttwo\rtwo\u0085\u202e  \n");
		assertThat(text).hasToString("    one\n\n    \ttwo\\rtwo\\u0085\\u202e\n");
		assertThat(new TerminalText().lines("    ", null).isEmpty()).isTrue();
		assertThat(new TerminalText().lines("    ", " \n ").isEmpty()).isTrue();
	}

	@Test
	void onlyTheProgramColours() {
		assertThat(TerminalText.of("%s %s", TerminalText.bold("a\u001b[0m", true), TerminalText.found("b", false)))
			.hasToString("\u001b[1ma\\u001b[0m\u001b[0m b");
	}

	@Test
	void columnsAreAsWideAsWhatIsSeen() {
		assertThat(TerminalText.width("a\n")).isEqualTo(3);
		assertThat(TerminalText.column("a\n", 5)).isEqualTo("a\\n  ");
		assertThat(new TerminalText().line("%s|", TerminalText.column("a\n", 5))).hasToString("a\\n  |\n");
	}

	@Test
	void theLastLineIsEndedOnce() {
		assertThat(TerminalText.of("a").endLineIfOpen().endLineIfOpen()).hasToString("a\n");
		assertThat(new TerminalText().endLineIfOpen()).hasToString("\n");
	}

}
