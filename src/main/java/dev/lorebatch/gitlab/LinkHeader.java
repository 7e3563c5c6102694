package dev.lorebatch.gitlab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Parser of {@code Link} headers, as RFC 8288, appendix B.2, has it: targets and quoted
 * parameters may hold commas, semicolons and escaped quotes, parameters come in any order
 * and any letter case, relation types may be several words. Never fails: at a place that
 * is no link, the rest of that header is left out.
 */
final class LinkHeader {

	private static final String OPTIONAL_SPACE = " \t";

	private final String text;

	private int position;

	private LinkHeader(String text) {
		this.text = text;
	}

	/**
	 * Parses the links of all headers, in their order.
	 * @param values one for each header line
	 */
	static List<Link> parse(List<String> values) {
		List<Link> links = new ArrayList<>();
		for (String value : values) {
			new LinkHeader(value).parseInto(links);
		}
		return links;
	}

	private void parseInto(List<Link> links) {
		while (true) {
			skip(OPTIONAL_SPACE + ',');
			if (!accept('<')) {
				return;
			}
			int end = this.text.indexOf('>', this.position);
			if (end < 0) {
				return;
			}
			String target = this.text.substring(this.position, end).strip();
			this.position = end + 1;
			links.add(new Link(target, parameters()));
		}
	}

	/**
	 * Reads up to the comma behind the link. Of parameters with one name the first one
	 * counts.
	 */
	private Map<String, String> parameters() {
		Map<String, String> parameters = new LinkedHashMap<>();
		while (true) {
			skip(OPTIONAL_SPACE);
			if (!accept(';')) {
				return parameters;
			}
			skip(OPTIONAL_SPACE);
			String name = until("=;,").strip().toLowerCase(Locale.ROOT);
			String value = "";
			if (accept('=')) {
				skip(OPTIONAL_SPACE);
				value = accept('"') ? quoted() : until(";,").strip();
			}
			if (!name.isEmpty()) {
				parameters.putIfAbsent(name, value);
			}
		}
	}

	private String quoted() {
		StringBuilder value = new StringBuilder();
		while (this.position < this.text.length()) {
			char next = this.text.charAt(this.position++);
			if (next == '"') {
				return value.toString();
			}
			boolean escape = next == '\\' && this.position < this.text.length();
			value.append(escape ? this.text.charAt(this.position++) : next);
		}
		return value.toString();
	}

	private String until(String ends) {
		int begin = this.position;
		while (this.position < this.text.length() && ends.indexOf(this.text.charAt(this.position)) < 0) {
			this.position++;
		}
		return this.text.substring(begin, this.position);
	}

	private void skip(String characters) {
		while (this.position < this.text.length() && characters.indexOf(this.text.charAt(this.position)) >= 0) {
			this.position++;
		}
	}

	private boolean accept(char expected) {
		boolean there = this.position < this.text.length() && this.text.charAt(this.position) == expected;
		this.position += there ? 1 : 0;
		return there;
	}

	/**
	 * One link.
	 *
	 * @param target the reference as it was sent, perhaps relative
	 * @param parameters their values by lower-case name; empty for one without a value
	 */
	record Link(String target, Map<String, String> parameters) {

		/**
		 * Whether the link leads from the answer it came with to what the relation type
		 * says. A link with an anchor speaks of another resource.
		 */
		boolean is(String relation) {
			String relations = this.parameters.get("rel");
			return relations != null && !this.parameters.containsKey("anchor")
					&& List.of(relations.strip().toLowerCase(Locale.ROOT).split("[ \t]+")).contains(relation);
		}

	}

}
