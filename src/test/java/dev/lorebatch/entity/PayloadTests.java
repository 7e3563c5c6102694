package dev.lorebatch.entity;

import java.util.function.Function;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.failure.ExitCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Payload}.
 */
class PayloadTests {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	@Test
	void nullAndAbsentAreTheSame() {
		Payload payload = payload("""
				{"a": null}""");
		for (String field : new String[] { "a", "b" }) {
			assertThat(payload.number(field)).isNull();
			assertThat(payload.decimal(field)).isNull();
			assertThat(payload.optionalText(field)).isNull();
			assertThat(payload.optionalFlag(field)).isNull();
			assertThat(payload.flag(field)).isFalse();
			assertThat(payload.optionalTime(field)).isNull();
			assertThat(payload.object(field)).isNull();
			assertThat(payload.elements(field)).isEmpty();
			assertThat(payload.objects(field)).isEmpty();
			assertThat(payload.username(field)).isNull();
		}
	}

	@Test
	void requiredFieldsMustBeThere() {
		assertThatWrong("{}", (payload) -> payload.id("iid"), "iid");
		assertThatWrong("{}", (payload) -> payload.text("title"), "title");
		assertThatWrong("{}", (payload) -> payload.time("created_at"), "created_at");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "1.5", "1.0", "\"12\"", "true", "[1]", "{}", "9223372036854775808", "1e30",
			"123456789012345678901234567890" })
	void anIdIsAPositiveLong(String value) {
		assertThatWrong("{\"id\": " + value + "}", (payload) -> payload.id("id"), "id");
	}

	@Test
	void idsAreExactAbove2To53() {
		assertThat(payload("{\"id\": 9007199254740993}").id("id")).isEqualTo(9_007_199_254_740_993L);
	}

	@Property(tries = 300)
	void everyPositiveLongIsReadExactly(@ForAll @LongRange(min = 1, max = Long.MAX_VALUE) long id) {
		assertThat(payload("{\"id\": " + id + "}").id("id")).isEqualTo(id);
	}

	@Property(tries = 300)
	void everyTextIsReadExactly(@ForAll String text) {
		String json = JSON.createObjectNode().put("body", text).toString();
		assertThat(payload(json).text("body")).isEqualTo(text);
	}

	@Test
	void wrongTypesNameTheField() {
		assertThatWrong("{\"n\": \"1\"}", (payload) -> payload.number("n"), "n");
		assertThatWrong("{\"d\": \"1\"}", (payload) -> payload.decimal("d"), "d");
		assertThatWrong("{\"t\": {}}", (payload) -> payload.optionalText("t"), "t");
		assertThatWrong("{\"t\": []}", (payload) -> payload.optionalText("t"), "t");
		assertThatWrong("{\"f\": 1}", (payload) -> payload.optionalFlag("f"), "f");
		assertThatWrong("{\"at\": \"soon\"}", (payload) -> payload.optionalTime("at"), "at");
		assertThatWrong("{\"o\": []}", (payload) -> payload.object("o"), "o");
		assertThatWrong("{\"l\": {}}", (payload) -> payload.elements("l"), "l");
		assertThatExceptionOfType(TransformException.class).isThrownBy(() -> payload("{\"l\": [1]}").objects("l"))
			.withMessage("issue #3.l is not a JSON object");
	}

	@Test
	void numbersAreTextsToo() {
		assertThat(payload("{\"changes_count\": 12}").optionalText("changes_count")).isEqualTo("12");
	}

	@Test
	void fractionalCoordinatesAreKept() {
		assertThat(payload("{\"x\": 10.25}").decimal("x")).isEqualTo(10.25);
		assertThat(payload("{\"x\": 10}").decimal("x")).isEqualTo(10.0);
	}

	@Test
	void blankTimesAreNone() {
		assertThat(payload("{\"due\": \"\"}").optionalTime("due")).isNull();
	}

	@Test
	void listsSkipNulls() {
		assertThat(payload("{\"notes\": [null, {\"id\": 1}]}").objects("notes")).singleElement()
			.satisfies((note) -> assertThat(note.id("id")).isOne());
	}

	@Test
	void usernameFallsBackToTheName() {
		assertThat(payload("{\"author\": {\"username\": \"ada\", \"name\": \"Ada L\"}}").username("author"))
			.isEqualTo("ada");
		assertThat(payload("{\"author\": {\"username\": null, \"name\": \"Ada L\"}}").username("author"))
			.isEqualTo("Ada L");
		assertThat(payload("{\"author\": {}}").username("author")).isNull();
	}

	@Test
	void rawKeepsUnknownFields() {
		String json = "{\"id\":9007199254740993,\"new_in_20\":{\"a\":[1,null,\"\\u00e9\"]},\"x\":1.5}";
		assertThat(JSON.readTree(payload(json).raw())).isEqualTo(JSON.readTree(json));
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "1", "\"text\"", "null", "true" })
	void onlyAnObjectIsAPayload(String json) {
		JsonNode node = JSON.readTree(json);
		assertThatExceptionOfType(TransformException.class).isThrownBy(() -> new Payload(node, "issue #3"))
			.withMessage("issue #3 is not a JSON object");
	}

	private static Payload payload(String json) {
		return new Payload(JSON.readTree(json), "issue #3");
	}

	private static void assertThatWrong(String json, Function<Payload, Object> reading, String field) {
		Payload payload = payload(json);
		assertThatExceptionOfType(TransformException.class).isThrownBy(() -> reading.apply(payload))
			.withMessageContaining("issue #3")
			.withMessageContaining("'" + field + "'")
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.TRANSFORM));
	}

}
