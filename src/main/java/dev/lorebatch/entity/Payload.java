package dev.lorebatch.entity;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A JSON object as GitLab sent it, read defensively: unknown fields do not matter, null
 * and absent are the same, a value of the wrong type is a {@link TransformException} that
 * names the field.
 *
 * @param json the object
 * @param name what it is, for messages: {@code issue #3}, {@code note}
 */
public record Payload(JsonNode json, String name) {

	public Payload {
		if (!json.isObject()) {
			throw new TransformException("%s is not a JSON object".formatted(name));
		}
	}

	/**
	 * A required positive 64-bit number.
	 */
	public long id(String field) {
		Long value = number(field);
		if (value == null || value <= 0) {
			throw wrong(field, "a positive number");
		}
		return value;
	}

	public @Nullable Long number(String field) {
		JsonNode value = value(field);
		if (value == null) {
			return null;
		}
		if (!value.isIntegralNumber() || !value.canConvertToLong()) {
			throw wrong(field, "a 64-bit number");
		}
		return value.longValue();
	}

	public @Nullable Double decimal(String field) {
		JsonNode value = value(field);
		if (value == null) {
			return null;
		}
		if (!value.isNumber()) {
			throw wrong(field, "a number");
		}
		double decimal = value.decimalValue().doubleValue();
		if (!Double.isFinite(decimal)) {
			throw wrong(field, "a number that fits");
		}
		return decimal;
	}

	public String text(String field) {
		String value = optionalText(field);
		if (value == null) {
			throw wrong(field, "a text");
		}
		return value;
	}

	/**
	 * A text as {@link StoredText} allows.
	 */
	public @Nullable String optionalText(String field) {
		JsonNode value = value(field);
		if (value == null) {
			return null;
		}
		if (!value.isValueNode()) {
			throw wrong(field, "a text");
		}
		return StoredText.of(value.asString());
	}

	/**
	 * GitLab's null booleans mean false.
	 */
	public boolean flag(String field) {
		return Boolean.TRUE.equals(optionalFlag(field));
	}

	public @Nullable Boolean optionalFlag(String field) {
		JsonNode value = value(field);
		if (value == null) {
			return null;
		}
		if (!value.isBoolean()) {
			throw wrong(field, "true or false");
		}
		return value.booleanValue();
	}

	/**
	 * A required time, as the database stores it.
	 */
	public String time(String field) {
		String value = optionalTime(field);
		if (value == null) {
			throw wrong(field, "a time");
		}
		return value;
	}

	public @Nullable String optionalTime(String field) {
		String text = optionalText(field);
		if (text == null || text.isBlank()) {
			return null;
		}
		String time = GitLabTime.normalize(text);
		if (time == null) {
			throw wrong(field, "a time");
		}
		return time;
	}

	public @Nullable Payload object(String field) {
		JsonNode value = value(field);
		if (value == null) {
			return null;
		}
		if (!value.isObject()) {
			throw wrong(field, "an object");
		}
		return new Payload(value, this.name + "." + field);
	}

	/**
	 * The objects of an array that has to be there: without it nothing is said, not that
	 * there are none.
	 */
	public List<Payload> requiredObjects(String field) {
		if (value(field) == null) {
			throw wrong(field, "a list");
		}
		return objects(field);
	}

	/**
	 * The elements of an array; empty if it is null or absent.
	 */
	public List<JsonNode> elements(String field) {
		JsonNode value = value(field);
		if (value == null) {
			return List.of();
		}
		if (!value.isArray()) {
			throw wrong(field, "a list");
		}
		return List.copyOf(value.values());
	}

	public List<Payload> objects(String field) {
		List<Payload> objects = new ArrayList<>();
		for (JsonNode element : elements(field)) {
			if (!element.isNull()) {
				objects.add(new Payload(element, this.name + "." + field));
			}
		}
		return objects;
	}

	/**
	 * The user name in an embedded user; {@code null} for a deleted account that GitLab
	 * sends as null. Servers before 2013 sent no user name, there the full name stands.
	 */
	public @Nullable String username(String field) {
		Payload user = object(field);
		if (user == null) {
			return null;
		}
		String username = user.optionalText("username");
		return (username != null) ? username : user.optionalText("name");
	}

	/**
	 * The JSON text, compact, every field kept, and what UTF-8 cannot carry escaped.
	 */
	public String raw() {
		return StoredText.escape(this.json.toString());
	}

	private @Nullable JsonNode value(String field) {
		JsonNode value = this.json.get(field);
		return (value == null || value.isNull()) ? null : value;
	}

	private TransformException wrong(String field, String needed) {
		return new TransformException("%s: field '%s' is not %s".formatted(this.name, field, needed));
	}

}
