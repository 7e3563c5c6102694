package dev.lorebatch.sample;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known about one thing, in the short form the sample data is written in. Absent
 * and null mean the same unless {@link #says} is asked. A text may be written as an array
 * of lines.
 */
final class Facts {

	private final ObjectNode node;

	Facts(JsonNode node) {
		this.node = (ObjectNode) node;
	}

	static Facts none() {
		return new Facts(Json.object());
	}

	boolean says(String name) {
		return this.node.has(name);
	}

	@Nullable String text(String name) {
		JsonNode value = this.node.get(name);
		if (value == null || value.isNull()) {
			return null;
		}
		return value.isArray() ? lines(value) : value.asString();
	}

	String text(String name, String fallback) {
		String value = text(name);
		return (value != null) ? value : fallback;
	}

	String required(String name) {
		String value = text(name);
		if (value == null) {
			throw new IllegalStateException("Sample data lacks '" + name + "' in " + this.node);
		}
		return value;
	}

	long number(String name) {
		JsonNode value = this.node.get(name);
		return (value != null) ? value.asLong() : 0;
	}

	@Nullable Long numberOrNull(String name) {
		JsonNode value = this.node.get(name);
		return (value == null || value.isNull()) ? null : (Long) value.asLong();
	}

	double decimal(String name) {
		return this.node.path(name).asDouble(0);
	}

	boolean flag(String name) {
		return this.node.path(name).asBoolean(false);
	}

	@Nullable Instant time(String name) {
		String value = text(name);
		return (value != null) ? SampleTime.parse(value) : null;
	}

	Instant requiredTime(String name) {
		return SampleTime.parse(required(name));
	}

	List<String> texts(String name) {
		return elements(name).stream().map(JsonNode::asString).toList();
	}

	List<Facts> list(String name) {
		return elements(name).stream().map(Facts::new).toList();
	}

	List<JsonNode> elements(String name) {
		return List.copyOf(this.node.path(name).values());
	}

	@Nullable Facts part(String name) {
		JsonNode value = this.node.get(name);
		return (value != null && value.isObject()) ? new Facts(value) : null;
	}

	Optional<JsonNode> raw(String name) {
		return Optional.ofNullable(this.node.get(name));
	}

	Facts set(String name, @Nullable String value) {
		this.node.put(name, value);
		return this;
	}

	Facts set(String name, long value) {
		this.node.put(name, value);
		return this;
	}

	Facts set(String name, boolean value) {
		this.node.put(name, value);
		return this;
	}

	Facts set(String name, @Nullable Instant value) {
		return set(name, (value != null) ? SampleTime.store(value) : null);
	}

	Facts set(String name, List<String> values) {
		this.node.set(name, Json.strings(values));
		return this;
	}

	Facts set(String name, JsonNode value) {
		this.node.set(name, value);
		return this;
	}

	/**
	 * Returns facts that say everything these say, and can be changed apart from them.
	 */
	Facts copy() {
		return new Facts(this.node.deepCopy());
	}

	@Override
	public String toString() {
		return this.node.toString();
	}

	private static String lines(JsonNode array) {
		return array.values().stream().map(JsonNode::asString).collect(Collectors.joining("\n"));
	}

}
