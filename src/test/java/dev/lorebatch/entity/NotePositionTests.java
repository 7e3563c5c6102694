package dev.lorebatch.entity;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.lorebatch.entity.NotePosition.Side;

import static org.assertj.core.api.Assertions.assertThat;

class NotePositionTests {

	@Test
	void pathAndLineAreThoseOfOneSide() {
		NotePosition removed = text("old.py", "new.py", 17L, null, null);
		assertThat(removed.side()).isEqualTo(Side.OLD);
		assertThat(removed.path()).isEqualTo("old.py");
		assertThat(removed.line()).isEqualTo(17);
		NotePosition added = text("old.py", "new.py", null, 17L, null);
		assertThat(added.side()).isEqualTo(Side.NEW);
		assertThat(added.path()).isEqualTo("new.py");
		NotePosition unchanged = text("old.py", "new.py", 16L, 17L, null);
		assertThat(unchanged.side()).isEqualTo(Side.BOTH);
		assertThat(unchanged.describe()).isEqualTo("new.py:17 (unchanged line, old.py:16 on the old side)");
	}

	@Test
	void aPathThatIsMissingIsThatOfTheOtherSide() {
		assertThat(text(null, "new.py", 17L, null, null).path()).isEqualTo("new.py");
		assertThat(text("old.py", null, null, 17L, null).path()).isEqualTo("old.py");
	}

	@Test
	void withoutALineThereIsNoNumber() {
		assertThat(text("a", "a", null, null, null).describe()).isEqualTo("a");
		assertThat(image("a", "a", null, null).describe()).isEqualTo("a (image)");
		assertThat(image("b", "a", 1.0, 2.25).describe()).isEqualTo("a (image, x 1, y 2.25, before b)");
		assertThat(NotePosition
			.of(Map.<String, @Nullable Object>of("position_type", "file", "position_new_path", "a")::get))
			.extracting(NotePosition::describe)
			.isEqualTo("a (whole file)");
	}

	@Test
	void whatStandsInNoDiffHasNoPosition() {
		assertThat(NotePosition.of((column) -> null)).isNull();
	}

	@Test
	void aRangeIsReadFromLinesOrTheCodesOfOlderServers() {
		String lines = "{\"start\":{\"type\":\"new\",\"old_line\":null,\"new_line\":3},\"end\":{}}";
		assertThat(text("a", "a", null, 5L, lines).describe()).isEqualTo("a:3-5 (new side)");
		String codes = "{\"start\":{\"type\":\"old\",\"line_code\":\"x_3_4\"},\"end\":{}}";
		assertThat(text("b", "a", null, 5L, codes).describe()).isEqualTo("b:3 (old side) to a:5 (new side)");
		String context = "{\"start\":{\"type\":null,\"line_code\":\"x_3_4\"},\"end\":{}}";
		assertThat(text("a", "a", 6L, 7L, context).describe()).isEqualTo("a:4-7 (new side)");
		String itself = "{\"start\":{\"type\":\"new\",\"new_line\":5},\"end\":{}}";
		assertThat(text("a", "a", null, 5L, itself).describe()).isEqualTo("a:5 (added line, new side)");
	}

	@Test
	void aRangeThatNobodyCanReadIsLeftOut() {
		for (String range : new String[] { "{", "[]", "{\"start\":{}}", "{\"start\":{\"line_code\":\"x_1\"}}", "7" }) {
			assertThat(text("a", "a", null, 5L, range).describe()).isEqualTo("a:5 (added line, new side)");
		}
		assertThat(text("a", "a", null, 5L, "{").toJson(null).get("line_range")).isNull();
	}

	@Test
	void theVersionIsNamedIfItIsNotTheNewest() {
		NotePosition position = text("a", "a", null, 5L, null);
		assertThat(position.describe("0123456789"))
			.isEqualTo("a:5 (added line, new side) of version abcdef01, not the newest");
		assertThat(position.describe("abcdef0123")).isEqualTo(position.describe());
		assertThat(position.describe(null)).isEqualTo(position.describe());
		assertThat(position.toJson("0123456789").get("outdated")).isEqualTo(true);
		assertThat(position.toJson("abcdef0123").get("outdated")).isEqualTo(false);
		assertThat(position.toJson(null).get("outdated")).isNull();
	}

	private static NotePosition text(@Nullable String oldPath, @Nullable String newPath, @Nullable Long oldLine,
			@Nullable Long newLine, @Nullable String range) {
		return new NotePosition("text", "base", "start", "abcdef0123", oldPath, newPath, oldLine, newLine, range, null,
				null, null, null);
	}

	private static NotePosition image(String oldPath, String newPath, @Nullable Double x, @Nullable Double y) {
		return new NotePosition("image", "base", "start", "abcdef0123", oldPath, newPath, null, null, null, x, y, null,
				null);
	}

}
