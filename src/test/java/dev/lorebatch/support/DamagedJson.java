package dev.lorebatch.support;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Damages JSON as an import, a proxy, an old or a new server might: nulls, other types,
 * huge and odd values, unknown, missing and doubled fields.
 */
public final class DamagedJson {

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	private static final List<String> TEXTS = List.of("", " ", "12", "text", "a\u0000b", "\ud800",
			"x\udc00y\ud83d\ude00", "0000-00-00", "2026-02-30T00:00:00Z", "9999-12-31T23:59:59-14:00",
			"10000-01-01T00:00:00Z", "tomorrow", "2026-01-01T00:00:00+99:99", "http://exa mple/%zz", "mailto:x",
			"harbor/lighthouse", "```\n`", "#1 !2 a/b#3", "\u202e\u0007\r\n");

	/**
	 * Fields that say whose something is. Another number there is no damage, but an
	 * answer about something else.
	 */
	private static final Set<String> OWNERS = Set.of("project_id", "noteable_iid");

	private final Random random;

	public DamagedJson(Random random) {
		this.random = random;
	}

	/**
	 * A damaged copy as JSON text, ASCII only.
	 */
	public String damage(JsonNode original) {
		JsonNode copy = original.deepCopy();
		int wounds = 1 + this.random.nextInt(3);
		for (int wound = 0; wound < wounds; wound++) {
			List<Runnable> places = new ArrayList<>();
			collect(copy, places);
			if (!places.isEmpty()) {
				places.get(this.random.nextInt(places.size())).run();
			}
		}
		String text = ascii(copy.toString());
		boolean doubled = copy.isObject() && this.random.nextInt(8) == 0;
		return doubled ? "{\"title\":[\"first\"],\"id\":\"first\",\"new_in_99\":{}," + text.substring(1) : text;
	}

	private void collect(JsonNode node, List<Runnable> places) {
		if (node instanceof ObjectNode object) {
			for (String name : List.copyOf(object.propertyNames())) {
				places.add(() -> object.set(name, OWNERS.contains(name) ? notANumber() : value()));
				collect(object.get(name), places);
			}
			places.add(() -> object.remove(List.copyOf(object.propertyNames()).stream().findAny().orElse("")));
		}
		else if (node instanceof ArrayNode array) {
			for (int index = 0; index < array.size(); index++) {
				int position = index;
				places.add(() -> array.set(position, value()));
				collect(array.get(position), places);
			}
			places.add(() -> array.add(value()));
		}
	}

	private JsonNode value() {
		List<Supplier<JsonNode>> values = List.of(NODES::nullNode, () -> NODES.booleanNode(this.random.nextBoolean()),
				() -> NODES.stringNode(TEXTS.get(this.random.nextInt(TEXTS.size()))), this::number,
				() -> NODES.stringNode(TEXTS.get(this.random.nextInt(TEXTS.size()))),
				() -> NODES.stringNode("[x](y) `#1 ".repeat(20_000)), NODES::arrayNode, NODES::objectNode, this::nested,
				() -> NODES.arrayNode().add(NODES.nullNode()).add(number()).add("text").add(NODES.objectNode()));
		return values.get(this.random.nextInt(values.size())).get();
	}

	private JsonNode notANumber() {
		JsonNode value = value();
		return value.isNumber() ? NODES.nullNode() : value;
	}

	private JsonNode number() {
		List<JsonNode> numbers = List.of(NODES.numberNode(0), NODES.numberNode(-1), NODES.numberNode(12),
				NODES.numberNode(1.5), NODES.numberNode(Long.MAX_VALUE), NODES.numberNode(Long.MIN_VALUE),
				NODES.numberNode(new BigInteger("9223372036854775808")),
				NODES.numberNode(new BigInteger("9".repeat(40))), NODES.numberNode(new BigDecimal("1e400")),
				NODES.numberNode(new BigDecimal("1e-400")));
		return numbers.get(this.random.nextInt(numbers.size()));
	}

	/**
	 * Three of them in one another are less deep than what the parser takes.
	 */
	private JsonNode nested() {
		JsonNode nested = NODES.stringNode("deep");
		for (int depth = 0; depth < 120; depth++) {
			nested = (depth % 2 == 0) ? NODES.arrayNode().add(nested) : NODES.objectNode().set("id", nested);
		}
		return nested;
	}

	/**
	 * Half surrogates travel only as escapes.
	 */
	private static String ascii(String json) {
		StringBuilder text = new StringBuilder(json.length());
		for (char character : json.toCharArray()) {
			text.append((character < 127) ? String.valueOf(character) : "\\u%04x".formatted((int) character));
		}
		return text.toString();
	}

}
