package dev.lorebatch.ollama;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.http.SecretFile;
import dev.lorebatch.vector.EmbeddingProperties;

/**
 * The request header that lets the program in where Ollama is behind a login. Its value
 * is a secret: it is written into requests to the configured server and nowhere else.
 */
final class LoginHeader {

	/** Of RFC 9110: a token, and visible characters with spaces between them. */
	private static final Pattern HEADER = Pattern.compile("([A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}):[ \t]*([!-~][ -~]*)");

	/** Change what a request is, or are set by the program. */
	private static final Set<String> OWN = Set.of("host", "connection", "content-length", "content-type",
			"content-encoding", "transfer-encoding", "accept", "accept-encoding", "expect", "te", "trailer", "upgrade");

	private final String name;

	private final String value;

	private LoginHeader(String name, String value) {
		this.name = name;
		this.value = value;
	}

	/**
	 * Reads the configured header; a file wins over a value.
	 * @return {@code null} if none is configured
	 * @throws LoreException if it cannot be read, or is none that a request can have
	 */
	static @Nullable LoginHeader from(EmbeddingProperties properties) {
		String file = properties.headerFile();
		String text = (file != null && !file.isBlank())
				? SecretFile.of("lore.embedding.header-file", "header", ExitCode.CONFIG_INVALID, file).firstLine()
				: properties.header();
		if (text == null || text.isBlank()) {
			return null;
		}
		Matcher matcher = HEADER.matcher(SecretFile.clean(text));
		if (!matcher.matches()) {
			throw new LoreException(ExitCode.CONFIG_INVALID, "the header in lore.embedding.header is not one",
					"give a name, a colon and a value on one line, as in `Authorization: Bearer ...`");
		}
		if (OWN.contains(matcher.group(1).toLowerCase(Locale.ROOT))) {
			throw new LoreException(ExitCode.CONFIG_INVALID,
					"lore.embedding.header cannot be %s, which every request has already".formatted(matcher.group(1)),
					"name the header that lets the program in, as in `Authorization: Bearer ...`");
		}
		return new LoginHeader(matcher.group(1), matcher.group(2));
	}

	/**
	 * Returns the header for a request.
	 */
	Map<String, String> reveal() {
		return Map.of(this.name, this.value);
	}

	/**
	 * Returns a text without the value, or the credentials in it, should a server have
	 * repeated them.
	 */
	String mask(String text) {
		String credentials = this.value.substring(this.value.lastIndexOf(' ') + 1);
		return text.replace(this.value, "[masked]").replace(credentials, "[masked]");
	}

	/**
	 * Returns the name alone.
	 */
	@Override
	public String toString() {
		return this.name;
	}

}
