package dev.lorebatch.documentation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import tools.jackson.databind.JsonNode;

/**
 * Checks JSON against the part of JSON Schema that our schemas use; a keyword it does not
 * know is an error.
 */
final class SchemaValidator {

	private static final Set<String> NOTES = Set.of("$schema", "$defs", "title", "description", "examples");

	private final JsonNode root;

	private final List<String> errors = new ArrayList<>();

	private SchemaValidator(JsonNode root) {
		this.root = root;
	}

	/**
	 * What is wrong, empty if nothing is.
	 */
	static List<String> validate(JsonNode schema, JsonNode value) {
		SchemaValidator validator = new SchemaValidator(schema);
		validator.check("$", schema, value);
		return validator.errors;
	}

	private void check(String path, JsonNode schema, JsonNode value) {
		for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
			JsonNode wanted = keyword.getValue();
			switch (keyword.getKey()) {
				case "$ref" -> check(path, this.root.at(wanted.asString().substring(1)), value);
				case "type" -> require(hasType(wanted, value), path, "is not of type " + wanted);
				case "const" -> require(wanted.equals(value), path, "is not " + wanted);
				case "enum" -> require(wanted.values().contains(value), path, value + " is none of " + wanted);
				case "pattern" -> require(!value.isString() || value.asString().matches(wanted.asString()), path,
						value + " does not match " + wanted);
				case "minimum" -> require(value.asLong() >= wanted.asLong(), path, "is less than " + wanted);
				case "maximum" -> require(value.asLong() <= wanted.asLong(), path, "is more than " + wanted);
				case "required" ->
					wanted.values().forEach((name) -> require(value.has(name.asString()), path, "has no " + name));
				case "properties" -> wanted.properties()
					.stream()
					.filter((property) -> value.has(property.getKey()))
					.forEach((property) -> check(path + "." + property.getKey(), property.getValue(),
							value.get(property.getKey())));
				case "additionalProperties" -> value.properties()
					.stream()
					.filter((property) -> !schema.path("properties").has(property.getKey()))
					.forEach((property) -> check(path + "." + property.getKey(), wanted, property.getValue()));
				case "items" -> value.values().forEach((item) -> check(path + "[]", wanted, item));
				default -> require(NOTES.contains(keyword.getKey()), path, "unknown keyword " + keyword.getKey());
			}
		}
	}

	private void require(boolean condition, String path, String error) {
		if (!condition) {
			this.errors.add(path + " " + error);
		}
	}

	private static boolean hasType(JsonNode wanted, JsonNode value) {
		if (wanted.isArray()) {
			return wanted.values().stream().anyMatch((type) -> hasType(type, value));
		}
		return switch (wanted.asString()) {
			case "object" -> value.isObject();
			case "array" -> value.isArray();
			case "string" -> value.isString();
			case "number" -> value.isNumber();
			case "integer" -> value.isIntegralNumber();
			case "boolean" -> value.isBoolean();
			case "null" -> value.isNull();
			default -> false;
		};
	}

}
