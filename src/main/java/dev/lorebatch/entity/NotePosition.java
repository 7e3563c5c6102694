package dev.lorebatch.entity;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where in a diff a note stands, as GitLab says it: lines for text, a point for images,
 * only the paths for a whole file. The lines are those of the version {@code headSha},
 * which need not be the newest one.
 *
 * @param type {@code text}, {@code image}, {@code file} or what else GitLab says
 * @param oldLine {@code null} if the line was added
 * @param newLine {@code null} if the line was removed
 * @param lineRange GitLab's JSON of a comment on several lines; the position is its end
 * @param x in pixels of an image that is {@code width} wide
 */
public record NotePosition(@Nullable String type, @Nullable String baseSha, @Nullable String startSha,
		@Nullable String headSha, @Nullable String oldPath, @Nullable String newPath, @Nullable Long oldLine,
		@Nullable Long newLine, @Nullable String lineRange, @Nullable Double x, @Nullable Double y,
		@Nullable Double width, @Nullable Double height) {

	private static final int SHORT_SHA = 8;

	/**
	 * Reads the columns {@code position_*} of a row of {@code notes}.
	 * @param column gives the value of a column
	 * @return {@code null} if the note stands in no diff
	 */
	public static @Nullable NotePosition of(Function<String, @Nullable Object> column) {
		NotePosition position = new NotePosition(text(column.apply("position_type")),
				text(column.apply("position_base_sha")), text(column.apply("position_start_sha")),
				text(column.apply("position_head_sha")), text(column.apply("position_old_path")),
				text(column.apply("position_new_path")), number(column.apply("position_old_line")),
				number(column.apply("position_new_line")), text(column.apply("position_line_range")),
				decimal(column.apply("position_x")), decimal(column.apply("position_y")),
				decimal(column.apply("position_width")), decimal(column.apply("position_height")));
		return (position.path() != null) ? position : null;
	}

	/**
	 * The side of the diff on which the line is; {@code null} if it stands on no line.
	 */
	public @Nullable Side side() {
		return Side.of(this.oldLine, this.newLine);
	}

	/**
	 * The path on the side of the line, {@code null} if GitLab gave none.
	 */
	public @Nullable String path() {
		boolean old = side() == Side.OLD;
		String path = old ? this.oldPath : this.newPath;
		return (path != null) ? path : old ? this.newPath : this.oldPath;
	}

	/**
	 * The line on its side, in the file before or after the change.
	 */
	public @Nullable Long line() {
		return (side() == Side.OLD) ? this.oldLine : this.newLine;
	}

	/**
	 * Describes path, line and side, for example
	 * {@code old.py:17 (removed line, old side)}.
	 */
	public String describe() {
		if ("image".equals(this.type)) {
			return path() + " (image" + point() + renamed() + ")";
		}
		Side side = side();
		if (side == null) {
			return path() + ("file".equals(this.type) ? " (whole file" + renamed() + ")" : "");
		}
		Place start = start();
		if (start != null && (start.side() != side || !Objects.equals(start.line(), line()))) {
			return (start.side() == side) ? "%s:%d-%d (%s side)".formatted(path(), start.line(), line(), side.place())
					: "%s:%d (%s side) to %s:%d (%s side)".formatted(path(start.side()), start.line(),
							start.side().place(), path(), line(), side.place());
		}
		return path() + ":" + line() + switch (side) {
			case OLD -> " (removed line, old side)";
			case NEW -> " (added line, new side)";
			case BOTH -> " (unchanged line, %s:%d on the old side)".formatted(path(Side.OLD), this.oldLine);
		};
	}

	/**
	 * Describes the position, and the version its lines are of if that is not the newest.
	 * @param newest the newest version of the merge request, {@code null} if not known
	 */
	public String describe(@Nullable String newest) {
		return Boolean.TRUE.equals(isOutdated(newest))
				? describe() + " of version %s, not the newest".formatted(version()) : describe();
	}

	/**
	 * The commit its lines are of, shortened as GitLab does; {@code null} if not known.
	 */
	public @Nullable String version() {
		return (this.headSha == null || this.headSha.length() <= SHORT_SHA) ? this.headSha
				: this.headSha.substring(0, SHORT_SHA);
	}

	/**
	 * The position with all that is known of it, for machines.
	 * @param newest the newest version of the merge request, {@code null} if not known
	 */
	public Map<String, @Nullable Object> toJson(@Nullable String newest) {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		Side side = side();
		json.put("type", this.type);
		json.put("old_path", this.oldPath);
		json.put("new_path", this.newPath);
		json.put("old_line", this.oldLine);
		json.put("new_line", this.newLine);
		json.put("side", (side != null) ? side.value() : null);
		json.put("line_range", range());
		json.put("x", this.x);
		json.put("y", this.y);
		json.put("width", this.width);
		json.put("height", this.height);
		json.put("base_sha", this.baseSha);
		json.put("start_sha", this.startSha);
		json.put("head_sha", this.headSha);
		json.put("outdated", isOutdated(newest));
		return json;
	}

	private @Nullable Boolean isOutdated(@Nullable String newest) {
		return (newest == null || this.headSha == null) ? null : !newest.equals(this.headSha);
	}

	private @Nullable String path(Side side) {
		String path = (side == Side.NEW) ? this.newPath : this.oldPath;
		return (path != null) ? path : path();
	}

	private String point() {
		if (this.x == null || this.y == null) {
			return "";
		}
		String size = (this.width != null && this.height != null)
				? " of %s x %s".formatted(plain(this.width), plain(this.height)) : "";
		return ", x %s, y %s%s".formatted(plain(this.x), plain(this.y), size);
	}

	private String renamed() {
		return (this.oldPath == null || this.oldPath.equals(path())) ? "" : ", before " + this.oldPath;
	}

	private static String plain(double number) {
		return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
	}

	private @Nullable JsonNode range() {
		try {
			return (this.lineRange != null) ? JsonMapper.shared().readTree(this.lineRange) : null;
		}
		catch (JacksonException ex) {
			return null; // somebody else wrote it
		}
	}

	private @Nullable Place start() {
		JsonNode range = range();
		return (range != null) ? Place.of(range.path("start")) : null;
	}

	private static @Nullable String text(@Nullable Object value) {
		return (value != null) ? value.toString() : null;
	}

	private static @Nullable Long number(@Nullable Object value) {
		return (value instanceof Number number) ? (Long) number.longValue() : null;
	}

	private static @Nullable Double decimal(@Nullable Object value) {
		return (value instanceof Number number) ? (Double) number.doubleValue() : null;
	}

	/**
	 * A side of a diff.
	 */
	public enum Side {

		/** Before the change: the line was removed. */
		OLD("old"),

		/** After the change: the line was added. */
		NEW("new"),

		/** The line was there before and after. */
		BOTH("both");

		private final String value;

		Side(String value) {
			this.value = value;
		}

		/**
		 * The word for it in JSON.
		 */
		public String value() {
			return this.value;
		}

		/**
		 * The side of which the line is counted.
		 */
		private String place() {
			return (this == OLD) ? "old" : "new";
		}

		private static @Nullable Side of(@Nullable Long oldLine, @Nullable Long newLine) {
			if (oldLine == null) {
				return (newLine != null) ? NEW : null;
			}
			return (newLine != null) ? BOTH : OLD;
		}

	}

	/**
	 * Line where a range begins or ends.
	 */
	private record Place(Side side, Long line) {

		/**
		 * Older servers say the lines only in the code of the line,
		 * {@code <digest>_<old>_<new>}, and then the type says which of them counts.
		 */
		static @Nullable Place of(JsonNode end) {
			Long oldLine = number(end.path("old_line"));
			Long newLine = number(end.path("new_line"));
			if (oldLine == null && newLine == null) {
				String[] code = end.path("line_code").asString("").split("_", -1);
				String type = end.path("type").asString("");
				oldLine = (code.length == 3 && !type.equals("new")) ? parse(code[1]) : null;
				newLine = (code.length == 3 && !type.equals("old")) ? parse(code[2]) : null;
			}
			Side side = Side.of(oldLine, newLine);
			return (side != null) ? new Place(side, Objects.requireNonNull((side == Side.OLD) ? oldLine : newLine))
					: null;
		}

		private static @Nullable Long number(JsonNode node) {
			return node.isIntegralNumber() ? (Long) node.asLong() : null;
		}

		private static @Nullable Long parse(String digits) {
			return digits.matches("[0-9]{1,18}") ? (Long) Long.parseLong(digits) : null;
		}

	}

}
