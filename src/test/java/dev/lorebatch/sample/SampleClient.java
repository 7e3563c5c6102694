package dev.lorebatch.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.StreamSupport;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the sample GitLab like a program that does not follow redirects.
 */
final class SampleClient {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private final SampleGitLab gitLab;

	private final String token;

	SampleClient(SampleGitLab gitLab, String token) {
		this.gitLab = gitLab;
		this.token = token;
	}

	static SampleClient full(SampleGitLab gitLab) {
		return new SampleClient(gitLab, SampleTokens.FULL);
	}

	static SampleClient guest(SampleGitLab gitLab) {
		return new SampleClient(gitLab, SampleTokens.GUEST);
	}

	HttpResponse<String> get(String path, String... headers) {
		return send(path, "PRIVATE-TOKEN", this.token, headers);
	}

	JsonNode json(String path) {
		return JsonMapper.shared().readTree(get(path).body());
	}

	List<Long> iids(String path) {
		return StreamSupport.stream(json(path).spliterator(), false).map((row) -> row.path("iid").asLong()).toList();
	}

	HttpResponse<String> getWithoutToken(String path) {
		return send(path, "Accept", "application/json");
	}

	HttpResponse<String> getAsBearer(String path) {
		return send(path, "Authorization", "Bearer " + this.token);
	}

	private HttpResponse<String> send(String path, String name, String value, String... headers) {
		URI uri = URI.create(this.gitLab.url() + "/api/v4/" + path);
		HttpRequest.Builder request = HttpRequest.newBuilder(uri).header(name, value);
		if (headers.length > 0) {
			request.headers(headers);
		}
		try {
			return HTTP.send(request.build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
