package dev.lorebatch.text;

import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class VisibleTextTests {

	@Test
	void whatMovesTheCursorOrWritesToTheTerminalIsSeen() {
		assertThat(VisibleText.line("a\u001b[2Jb\u001b]52;c;eA==\u0007\u009b1mc\b\u007f"))
			.isEqualTo("a\\u001b[2Jb\\u001b]52;c;eA==\\u0007\\u009b1mc\\b\\u007f");
		assertThat(VisibleText.lines("a\u001b[2J\n\tb\rc")).isEqualTo("a\\u001b[2J\n\tb\\rc");
	}

	@Test
	void whatTurnsTheDirectionOrHidesIsSeen() {
		assertThat(VisibleText.line("x\u202ey\u2066z\u200f\u061c\u200b\ufeff\u2060\u00ad"))
			.isEqualTo("x\\u202ey\\u2066z\\u200f\\u061c\\u200b\\ufeff\\u2060\\u00ad");
		assertThat(VisibleText.lines("\udb40\udc41")).as("a letter that nobody sees").isEqualTo("\\udb40\\udc41");
		assertThat(VisibleText.line("half \ud83d")).isEqualTo("half \\ud83d");
	}

	@Test
	void lineEndsOfEveryKindEndNoLine() {
		assertThat(VisibleText.line("a\nb\rc\r\nd\u000be\ff\u0085g\u2028h\u2029i"))
			.isEqualTo("a\\nb\\rc\\r\\nd\\u000be\\ff\\u0085g\\u2028h\\u2029i");
		assertThat(VisibleText.lines("a\nb\rc\r\nd\u000be\ff\u0085g\u2028h\u2029i"))
			.isEqualTo("a\nb\\rc\nd\\u000be\\ff\\u0085g\\u2028h\\u2029i");
	}

	@Test
	void whatPeopleWriteStaysAsItIs() {
		for (String text : List.of("plain", "C:\\new\\table", "Grüße, 満潮", "می\u200cخواهم",
				"👩\u200d👩\u200d👧 ⚓\ufe0f", "\u0600123", "葛\udb40\udd00", "")) {
			assertThat(VisibleText.line(text)).isSameAs(text);
			assertThat(VisibleText.lines(text)).isSameAs(text);
		}
	}

	@Property
	void noTextHasControlCharactersAfterwards(@ForAll String text) {
		assertThat(VisibleText.line(text)).doesNotContainPattern("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}\\u202a-\\u202e]");
		assertThat(VisibleText.lines(text)).doesNotContainPattern("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}&&[^\\n\\t]]");
	}

	@Property
	void goingThroughTwiceChangesNothing(@ForAll String text) {
		String line = VisibleText.line(text);
		assertThat(VisibleText.line(line)).isEqualTo(line);
		String lines = VisibleText.lines(text);
		assertThat(VisibleText.lines(lines)).isEqualTo(lines);
	}

	@Property
	void jsonKeepsEveryValue(@ForAll String text) {
		JsonMapper json = JsonMapper.shared();
		String written = json.writeValueAsString(List.of(text));
		assertThat(json.readTree(VisibleText.line(written)).get(0).asString()).isEqualTo(text);
	}

}
