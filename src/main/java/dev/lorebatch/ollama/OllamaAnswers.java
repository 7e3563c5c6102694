package dev.lorebatch.ollama;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.Secrets;
import dev.lorebatch.http.ContentCodings;
import dev.lorebatch.http.HttpAnswer;
import dev.lorebatch.vector.EmbeddingException;
import dev.lorebatch.vector.EmbeddingException.Kind;

/**
 * Makes vectors of Ollama's answers, and exceptions of its errors. Errors are a JSON
 * object with one text {@code error}; only their words tell some of them apart.
 */
class OllamaAnswers {

	/** NaN is no JSON, but it is what a broken model gives. */
	static final JsonMapper JSON = JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

	private static final Pattern TOO_LONG = Pattern
		.compile("(context|input|prompt).{0,40}(length|long|exceed|large)|exceed.{0,40}(context|length)");

	private static final Pattern NO_MODEL = Pattern.compile("model.{0,200}not found|no such model");

	/** A server with these has no list of models, and will not have one. */
	private static final Set<Integer> WITHOUT_LIST = Set.of(404, 405, 501);

	private static final int SHOWN = 200;

	private final URI url;

	private final String model;

	private final @Nullable LoginHeader login;

	OllamaAnswers(URI url, String model, @Nullable LoginHeader login) {
		this.url = url;
		this.model = model;
		this.login = login;
	}

	/**
	 * The vectors of an answer, in their order.
	 * @throws EmbeddingException if it contains none
	 */
	List<float[]> vectors(HttpAnswer response) {
		requireLetIn(response);
		JsonNode body = parse(response);
		if (response.status() != 200) {
			throw error(response.status(), (body != null) ? body.path("error").asString("") : "");
		}
		JsonNode embeddings = (body != null) ? body.path("embeddings") : null;
		if (embeddings == null || !embeddings.isArray()) {
			throw new EmbeddingException(Kind.FAILED, "the answer of %s contains no embeddings".formatted(this.url));
		}
		List<float[]> vectors = new ArrayList<>();
		embeddings.forEach((vector) -> vectors.add(vector(vector)));
		return vectors;
	}

	/**
	 * The digest of the model in the answer to {@code GET /api/tags}, as 64 hexadecimal
	 * digits; {@code null} if the server has no such list, or the list no digest of it.
	 * @throws EmbeddingException if the answer says nothing about that
	 */
	@Nullable String digest(HttpAnswer response) {
		requireLetIn(response);
		JsonNode body = parse(response);
		if (WITHOUT_LIST.contains(response.status())) {
			return null;
		}
		if (response.status() != 200) {
			throw error(response.status(), (body != null) ? body.path("error").asString("") : "");
		}
		if (body == null || body.isMissingNode()) {
			throw new EmbeddingException(Kind.FAILED, "the answer of %s is no list of models".formatted(this.url));
		}
		for (JsonNode listed : body.path("models")) {
			if (isMeant(listed.path("name").asString("")) || isMeant(listed.path("model").asString(""))) {
				String digest = listed.path("digest").asString("").strip().toLowerCase(Locale.ROOT);
				return digest.isEmpty() ? null : digest.replaceFirst("^sha256:", "");
			}
		}
		return null;
	}

	/**
	 * Whether a name in the list is that of the configured model. Lists name the tag,
	 * which is {@code latest} if the settings name none.
	 */
	private boolean isMeant(String listed) {
		String last = this.model.substring(this.model.lastIndexOf('/') + 1);
		return listed.equalsIgnoreCase(last.contains(":") ? this.model : this.model + ":latest")
				|| listed.equalsIgnoreCase(this.model);
	}

	/**
	 * What is no number becomes NaN, which is refused later for its document alone.
	 */
	private static float[] vector(JsonNode numbers) {
		float[] vector = new float[numbers.size()];
		for (int index = 0; index < vector.length; index++) {
			JsonNode number = numbers.get(index);
			vector[index] = (number != null && number.isNumber()) ? (float) number.doubleValue() : Float.NaN;
		}
		return vector;
	}

	/**
	 * Tells a login before the server from the server. Asking again would not help.
	 */
	private void requireLetIn(HttpAnswer response) {
		int status = response.status();
		if (status == 401 || status == 403 || status == 407) {
			String scheme = response.headers()
				.firstValue((status == 407) ? "Proxy-Authenticate" : "WWW-Authenticate")
				.map((challenge) -> challenge.strip().split("[ ,]", 2)[0])
				.filter((name) -> name.matches("[A-Za-z0-9-]{1,30}"))
				.map((name) -> ", which asks for " + name)
				.orElse("");
			throw refused("%s before Ollama at %s does not let this program in (HTTP %d%s)"
				.formatted((status == 407) ? "a proxy" : "a login", this.url, status, scheme));
		}
		if (status >= 300 && status < 400) {
			throw new EmbeddingException(Kind.REFUSED,
					"Ollama at %s redirects to %s (HTTP %d); nothing was sent there".formatted(this.url,
							target(response), status),
					"set lore.embedding.url to the address of Ollama itself; if that is a login, set lore.embedding.header-file",
					null);
		}
		if (status == 200 && isPage(response)) {
			throw refused("%s answers with a web page, not as Ollama".formatted(this.url));
		}
	}

	private EmbeddingException refused(String message) {
		return new EmbeddingException(Kind.REFUSED, message, (this.login == null)
				? "write the header that it wants, for example `Authorization: Bearer ...`, into a file, and set lore.embedding.header-file to that"
				: "the header %s of lore.embedding.header was sent: check whether it still holds".formatted(this.login),
				null);
	}

	/**
	 * What follows the path of a redirect may be a secret.
	 */
	private static String target(HttpAnswer response) {
		String location = response.headers().firstValue("Location").orElse("");
		return location.isEmpty() ? "nowhere" : Excerpt.quote(Secrets.maskUrl(location));
	}

	private static boolean isPage(HttpAnswer response) {
		byte[] body = response.body();
		int begin = 0;
		while (begin < body.length && body[begin] <= ' ') {
			begin++;
		}
		return begin < body.length && body[begin] == '<';
	}

	private EmbeddingException error(int status, String error) {
		String words = error.toLowerCase(Locale.ROOT);
		if (NO_MODEL.matcher(words).find()) {
			return new EmbeddingException(Kind.MODEL_NOT_FOUND,
					"Ollama at %s has no model %s".formatted(this.url, this.model));
		}
		Kind kind = TOO_LONG.matcher(words).find() ? Kind.INPUT_TOO_LONG : kind(status);
		return new EmbeddingException(kind, "Ollama at %s answered HTTP %d%s".formatted(this.url, status,
				error.isEmpty() ? "" : ", " + oneLine(error)));
	}

	/**
	 * A 500 may be about one text, for example if the model made NaN of it; so may any
	 * refusal that is not about what is asked for.
	 */
	private static Kind kind(int status) {
		return switch (status) {
			case 404, 405, 408, 429, 502, 503, 504 -> Kind.UNAVAILABLE;
			default -> (status < 400) ? Kind.UNAVAILABLE : Kind.FAILED;
		};
	}

	private String oneLine(String text) {
		String line = ((this.login != null) ? this.login.mask(text) : text).replaceAll("\\s+", " ").strip();
		return (line.length() > SHOWN) ? line.substring(0, SHOWN) + "…" : line;
	}

	private static @Nullable JsonNode parse(HttpAnswer response) {
		try (InputStream body = ContentCodings.decode(response.body(), response.headers().allValues("Content-Encoding"),
				OllamaExchange.LARGEST_ANSWER)) {
			return JSON.readTree(body);
		}
		catch (JacksonException | IOException ex) {
			return null;
		}
	}

}
