package dev.lorebatch.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Reads bodies one after the other: one JSON object, one a line, or any number without
 * anything between them. All or nothing: one bad body and there is no result.
 */
public final class WebhookReader {

	/** Also the longest text in a body, so that this limit is the one that is met. */
	static final int MAX_BODY = 16 * 1024 * 1024;

	private static final JsonMapper JSON = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxStringLength(2 * MAX_BODY).build())
			.build())
		.build();

	private final GitLabPages pages;

	/**
	 * @param pages of the configured GitLab
	 */
	public WebhookReader(GitLabPages pages) {
		this.pages = pages;
	}

	/**
	 * Reads the input to its end.
	 * @throws LoreException with {@link ExitCode#USAGE}, and the line, if a body cannot
	 * be used; with {@link ExitCode#IO} if the input cannot be read
	 */
	public WebhookChanges read(InputStream input) {
		Coalescing changes = new Coalescing();
		Map<String, Integer> ignored = new TreeMap<>();
		int bodies = 0;
		try (BoundedText text = BoundedText.of(input, MAX_BODY); JsonParser parser = JSON.createParser(text)) {
			for (WebhookBody body = next(parser, text); body != null; body = next(parser, text)) {
				bodies++;
				String kind = body.ignored();
				if (kind != null) {
					ignored.merge(kind, 1, Integer::sum);
				}
				else {
					changes.add(body.projectId(), body.projectPath(this.pages), body.entity());
				}
			}
		}
		catch (IOException ex) {
			throw unreadable();
		}
		return new WebhookChanges(bodies, changes.projects(), ignored);
	}

	private static @Nullable WebhookBody next(JsonParser parser, BoundedText text) {
		try {
			if (parser.nextToken() == null) {
				return null;
			}
			int line = parser.currentTokenLocation().getLineNr();
			text.begin(line);
			JsonNode body = parser.readValueAsTree();
			return new WebhookBody(body, line);
		}
		catch (JacksonException ex) {
			throw failed(ex);
		}
	}

	/**
	 * The parser's own message would repeat what it read.
	 */
	private static LoreException failed(JacksonException ex) {
		if (ex.getCause() instanceof IOException) {
			return unreadable();
		}
		int line = (ex.getLocation() != null) ? Math.max(ex.getLocation().getLineNr(), 1) : 1;
		return new LoreException(ExitCode.USAGE, "line %d: the webhook body is not valid JSON".formatted(line),
				"take it out; nothing was synced");
	}

	private static LoreException unreadable() {
		return new LoreException(ExitCode.IO, "the webhook bodies cannot be read");
	}

}
