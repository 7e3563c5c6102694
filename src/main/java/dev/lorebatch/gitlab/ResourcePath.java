package dev.lorebatch.gitlab;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.lorebatch.entity.EntityRef;

/**
 * What to GET: path segments and query, encoded as GitLab wants them.
 *
 * @param path below {@code /api/v4}, encoded
 * @param query name and value pairs, not yet encoded
 */
record ResourcePath(String path, List<Parameter> query) {

	static ResourcePath user() {
		return new ResourcePath("/user", List.of());
	}

	static ResourcePath project(String pathOrId) {
		return new ResourcePath("/projects/" + encode(pathOrId), List.of());
	}

	static ResourcePath group(String pathOrId) {
		return new ResourcePath("/groups/" + encode(pathOrId), List.of());
	}

	static ResourcePath ofProject(long projectId, String resource) {
		return new ResourcePath("/projects/" + projectId + '/' + resource, List.of());
	}

	static ResourcePath entity(long projectId, EntityRef entity) {
		return ofProject(projectId, entity.kind().resource() + "/" + entity.iid());
	}

	ResourcePath child(String resource) {
		return new ResourcePath(this.path + "/" + resource, this.query);
	}

	ResourcePath with(String name, Object value) {
		List<Parameter> extended = new ArrayList<>(this.query);
		extended.add(new Parameter(name, String.valueOf(value)));
		return new ResourcePath(this.path, extended);
	}

	URI on(String apiRoot) {
		String parameters = this.query.stream()
			.map((parameter) -> encode(parameter.name()) + "=" + encode(parameter.value()))
			.collect(Collectors.joining("&"));
		return URI.create(apiRoot + this.path + (parameters.isEmpty() ? "" : "?" + parameters));
	}

	/**
	 * For messages and the run's record; the query could be long.
	 */
	String label() {
		return "GET " + this.path;
	}

	static String decode(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return text;
		}
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
	}

	/**
	 * One query parameter.
	 */
	record Parameter(String name, String value) {

	}

}
