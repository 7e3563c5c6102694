package dev.lorebatch.sample;

import java.util.Map;

/**
 * A request that found its route and whose sender is known.
 *
 * @param path the path, still percent-encoded
 * @param rawQuery the query with its question mark, or an empty text
 * @param parameters the path parameters by name, decoded
 * @param query the query
 * @param viewer who asks
 * @param base the address the server believes to have
 */
record Call(String path, String rawQuery, Map<String, String> parameters, Query query, Viewer viewer, String base) {

	String parameter(String name) {
		String value = this.parameters.get(name);
		if (value == null) {
			throw new IllegalStateException("The route has no parameter '" + name + "'");
		}
		return value;
	}

	long number(String name) {
		return Query.number(name, parameter(name));
	}

}
