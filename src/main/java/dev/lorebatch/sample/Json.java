package dev.lorebatch.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes, reads and writes JSON trees.
 */
final class Json {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private Json() {
	}

	static ObjectNode object() {
		return MAPPER.createObjectNode();
	}

	static ObjectNode object(String name, String value) {
		return object().put(name, value);
	}

	static ArrayNode array(Collection<? extends JsonNode> items) {
		return MAPPER.createArrayNode().addAll(items);
	}

	static ArrayNode strings(Collection<String> items) {
		ArrayNode array = MAPPER.createArrayNode();
		items.forEach(array::add);
		return array;
	}

	static byte[] bytes(JsonNode node) {
		return MAPPER.writeValueAsBytes(node);
	}

	static JsonNode parse(byte[] json) {
		return MAPPER.readTree(json);
	}

	static JsonNode resource(String name) {
		try (InputStream stream = Json.class.getResourceAsStream("/sample/" + name)) {
			if (stream == null) {
				throw new IllegalStateException("No resource 'sample/" + name + "'");
			}
			return MAPPER.readTree(stream);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
