package dev.lorebatch.sample;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A path below {@code /api/v4} and what answers it.
 *
 * @param template the path, with parameters written as {@code :name}
 * @param anyScope whether a token of any scope will do
 * @param endpoint what answers
 */
record Route(String template, boolean anyScope, Function<Call, Reply> endpoint) {

	/**
	 * Returns the decoded path parameters, or null if the path is another one.
	 */
	@Nullable Map<String, String> match(String path) {
		String[] expected = this.template.split("/");
		String[] actual = path.split("/", -1);
		if (expected.length != actual.length) {
			return null;
		}
		Map<String, String> parameters = new LinkedHashMap<>();
		for (int i = 0; i < expected.length; i++) {
			if (expected[i].startsWith(":") && !actual[i].isEmpty()) {
				// A plus sign is itself in a path
				parameters.put(expected[i].substring(1), Query.decode(actual[i].replace("+", "%2B")));
			}
			else if (!expected[i].equals(actual[i])) {
				return null;
			}
		}
		return parameters;
	}

}
