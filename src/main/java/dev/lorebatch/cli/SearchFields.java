package dev.lorebatch.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.NotePosition;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.search.Search;
import dev.lorebatch.search.SearchHit;

/**
 * The fields of a hit in the JSON output. Their names and meanings stay.
 */
final class SearchFields {

	static final Map<String, Function<SearchHit, @Nullable Object>> ALL = fields();

	private SearchFields() {
	}

	/**
	 * Reads {@code a,b,c}; all fields if there is none.
	 * @throws LoreException with {@link ExitCode#USAGE} if one does not exist
	 */
	static List<String> parse(@Nullable String text) {
		if (text == null) {
			return List.copyOf(ALL.keySet());
		}
		List<String> names = Stream.of(text.split(",", -1)).map(String::strip).toList();
		for (String name : names) {
			if (!ALL.containsKey(name)) {
				throw new LoreException(ExitCode.USAGE, "--fields: there is no field %s".formatted(Excerpt.quote(name)),
						"the fields are " + String.join(", ", ALL.keySet()));
			}
		}
		return names;
	}

	static Map<String, @Nullable Object> toJson(SearchHit hit, List<String> fields) {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		fields.forEach((field) -> json.put(field, Objects.requireNonNull(ALL.get(field)).apply(hit)));
		return json;
	}

	private static Map<String, Function<SearchHit, @Nullable Object>> fields() {
		Map<String, Function<SearchHit, @Nullable Object>> fields = new LinkedHashMap<>();
		fields.put("reference", SearchHit::reference);
		fields.put("kind", (hit) -> hit.kind().value());
		fields.put("project", SearchHit::project);
		fields.put("iid", SearchHit::iid);
		fields.put("title", SearchHit::title);
		fields.put("state", SearchHit::state);
		fields.put("author", SearchHit::author);
		fields.put("labels", SearchHit::labels);
		fields.put("milestone", SearchHit::milestone);
		fields.put("confidential", SearchHit::confidential);
		fields.put("created_at", SearchHit::createdAt);
		fields.put("updated_at", SearchHit::updatedAt);
		fields.put("web_url", SearchHit::webUrl);
		fields.put("score", SearchHit::score);
		fields.put("snippet", (hit) -> hit.snippet().replaceAll("[" + Search.START + Search.END + "]", ""));
		fields.put("found_in", (hit) -> (hit.thread() != null) ? "discussion" : hit.kind().value());
		fields.put("thread", (hit) -> thread(hit.thread()));
		return fields;
	}

	private static @Nullable Map<String, @Nullable Object> thread(SearchHit.@Nullable Discussion thread) {
		if (thread == null) {
			return null;
		}
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("discussion_id", thread.id());
		json.put("author", thread.author());
		json.put("web_url", thread.url());
		NotePosition position = thread.position();
		json.put("position", (position != null) ? position.toJson(thread.newest()) : null);
		return json;
	}

}
