package dev.lorebatch.support;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits one line of POSIX shell into the words of its commands, as far as documentation
 * uses shell. What only the shell knows, {@code $(date)} or {@code $NAME}, becomes
 * {@code x}.
 */
public final class ShellWords {

	private final String line;

	private final List<List<String>> commands = new ArrayList<>();

	private List<String> words = new ArrayList<>();

	private StringBuilder word = new StringBuilder();

	private boolean inWord;

	private int at;

	private ShellWords(String line) {
		this.line = line;
	}

	/**
	 * The commands of the line; redirections are left out.
	 */
	public static List<List<String>> split(String line) {
		return new ShellWords(line).split();
	}

	private List<List<String>> split() {
		while (this.at < this.line.length()) {
			char next = this.line.charAt(this.at);
			if (next == '#' && !this.inWord) {
				break;
			}
			this.at++;
			step(next);
		}
		endCommand();
		return this.commands;
	}

	private void step(char next) {
		switch (next) {
			case ' ', '\t' -> endWord();
			case '|', ';', '&' -> endCommand();
			case '>' -> skipRedirection();
			case '\'' -> quoted('\'');
			case '"' -> quoted('"');
			case '$' -> substitution();
			case '\\' -> append(this.line.charAt(this.at++));
			default -> append(next);
		}
	}

	private void quoted(char quote) {
		this.inWord = true;
		while (this.line.charAt(this.at) != quote) {
			char next = this.line.charAt(this.at++);
			if (quote == '"' && next == '$') {
				substitution();
			}
			else {
				append((quote == '"' && next == '\\') ? this.line.charAt(this.at++) : next);
			}
		}
		this.at++;
	}

	private void substitution() {
		append('x');
		char open = (this.at < this.line.length()) ? this.line.charAt(this.at) : ' ';
		if (open == '(' || open == '{') {
			this.at = this.line.indexOf((open == '(') ? ')' : '}', this.at) + 1;
			return;
		}
		while (this.at < this.line.length() && Character.isJavaIdentifierPart(this.line.charAt(this.at))) {
			this.at++;
		}
	}

	private void skipRedirection() {
		this.word = new StringBuilder(); // the number of a descriptor
		this.inWord = false;
		while (this.at < this.line.length() && " >&".indexOf(this.line.charAt(this.at)) >= 0) {
			this.at++;
		}
		while (this.at < this.line.length() && " |;".indexOf(this.line.charAt(this.at)) < 0) {
			this.at++;
		}
	}

	private void append(char character) {
		this.inWord = true;
		this.word.append(character);
	}

	private void endWord() {
		if (this.inWord) {
			this.words.add(this.word.toString());
		}
		this.word = new StringBuilder();
		this.inWord = false;
	}

	private void endCommand() {
		endWord();
		if (!this.words.isEmpty()) {
			this.commands.add(this.words);
		}
		this.words = new ArrayList<>();
	}

}
