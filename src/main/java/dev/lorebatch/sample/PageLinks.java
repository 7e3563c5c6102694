package dev.lorebatch.sample;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Writes {@code Link} headers: the address of the request with all parameters, those of
 * the path included, in alphabetical order.
 */
final class PageLinks {

	private final String address;

	private final Map<String, List<String>> parameters = new TreeMap<>();

	PageLinks(Call call) {
		this.address = call.base() + call.path();
		call.parameters().forEach((name, value) -> this.parameters.put(name, List.of(value)));
		this.parameters.putAll(call.query().values());
		this.parameters.put("per_page", List.of(String.valueOf(Page.size(call.query()))));
	}

	String header(int page, int pages, boolean counted) {
		List<String> links = new ArrayList<>();
		if (page > 1) {
			links.add(link("page", page - 1, "prev"));
		}
		if (page < pages) {
			links.add(link("page", page + 1, "next"));
		}
		links.add(link("page", 1, "first"));
		if (counted) {
			links.add(link("page", pages, "last"));
		}
		return String.join(", ", links);
	}

	String next(String cursor) {
		return link("cursor", cursor, "next");
	}

	private String link(String name, Object value, String relation) {
		Map<String, List<String>> all = new TreeMap<>(this.parameters);
		all.put(name, List.of(value.toString()));
		StringJoiner query = new StringJoiner("&");
		all.forEach((key, values) -> values.forEach((each) -> query.add(encode(key) + "=" + encode(each))));
		return "<" + this.address + "?" + query + ">; rel=\"" + relation + "\"";
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}
