package dev.lorebatch.cli;

import java.util.Arrays;
import java.util.Locale;

import com.google.errorprone.annotations.CompileTimeConstant;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import org.jspecify.annotations.Nullable;

import dev.lorebatch.text.VisibleText;

/**
 * Text for people, and the only kind that {@link Output} prints. As in SQL, what the
 * program says is a constant and what others wrote is a parameter: a value can neither
 * begin a line nor reach the terminal with control characters. A value that is
 * {@code null} is {@value #UNKNOWN}.
 */
final class TerminalText {

	static final String UNKNOWN = "(unknown)";

	private static final String BOLD = "\u001b[1m";

	private static final String FOUND = "\u001b[1;33m";

	private static final String PLAIN = "\u001b[0m";

	private final StringBuilder text = new StringBuilder();

	/**
	 * Makes one piece of text.
	 */
	@FormatMethod
	static TerminalText of(@CompileTimeConstant @FormatString String template, @Nullable Object... values) {
		return new TerminalText().append(template, values);
	}

	/**
	 * Makes one value that stands out on terminals.
	 * @param color whether the reader has colours
	 */
	static TerminalText bold(String value, boolean color) {
		return marked(value, color, BOLD);
	}

	/**
	 * Makes one value that is marked as what a query found.
	 * @param color whether the reader has colours
	 */
	static TerminalText found(String value, boolean color) {
		return marked(value, color, FOUND);
	}

	/**
	 * Appends a piece of text.
	 * @param template for {@link String#format}
	 */
	@FormatMethod
	TerminalText append(@CompileTimeConstant @FormatString String template, @Nullable Object... values) {
		this.text.append(String.format(Locale.ROOT, template, Arrays.stream(values).map(TerminalText::safe).toArray()));
		return this;
	}

	/**
	 * Appends a piece of text that ends its line.
	 * @param template for {@link String#format}
	 */
	@FormatMethod
	TerminalText line(@CompileTimeConstant @FormatString String template, @Nullable Object... values) {
		return append(template, values).endLine();
	}

	TerminalText endLine() {
		this.text.append('\n');
		return this;
	}

	/**
	 * Ends the last line if it has no end yet.
	 */
	TerminalText endLineIfOpen() {
		boolean ended = !this.text.isEmpty() && this.text.charAt(this.text.length() - 1) == '\n';
		return ended ? this : endLine();
	}

	TerminalText append(TerminalText other) {
		this.text.append(other.text);
		return this;
	}

	/**
	 * Appends the lines of a text that has some of its own, each behind the indent.
	 * Nothing else may begin a line behind as many spaces, else the text could claim to
	 * be that.
	 */
	TerminalText lines(@CompileTimeConstant String indent, @Nullable String prose) {
		return indented(indent, VisibleText.lines((prose != null) ? prose : "").strip());
	}

	/**
	 * Appends the lines of the other one, each behind the indent.
	 */
	TerminalText indented(@CompileTimeConstant String indent, TerminalText other) {
		return indented(indent, other.text.toString());
	}

	private TerminalText indented(String indent, String lines) {
		if (!lines.isEmpty()) {
			lines.lines().forEach((line) -> this.text.append((indent + line).stripTrailing()).append('\n'));
		}
		return this;
	}

	boolean isEmpty() {
		return this.text.isEmpty();
	}

	/**
	 * The value on one line, filled up with spaces.
	 */
	static String column(@Nullable Object value, int width) {
		String shown = safe(value).toString();
		return shown + " ".repeat(Math.max(0, width - shown.length()));
	}

	/**
	 * The width of the value in a column.
	 */
	static int width(@Nullable Object value) {
		return safe(value).toString().length();
	}

	private static TerminalText marked(String value, boolean color, String mark) {
		TerminalText text = new TerminalText();
		String shown = VisibleText.line(value);
		text.text.append(color ? mark + shown + PLAIN : shown);
		return text;
	}

	private static Object safe(@Nullable Object value) {
		if (value == null) {
			return UNKNOWN;
		}
		boolean harmless = value instanceof Number || value instanceof Boolean || value instanceof TerminalText;
		return harmless ? value : VisibleText.line(value.toString());
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
