package dev.lorebatch.entity;

import java.util.List;
import java.util.function.Function;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.failure.ExitCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Payload}.
 */
class PayloadTests {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private static final List<Function<Payload, Object>> READINGS = List.of((payload) -> payload.id("f"),
			(payload) -> payload.number("f"), (payload) -> payload.decimal("f"), (payload) -> payload.text("f"),
			(payload) -> payload.flag("f"), (payload) -> payload.time("f"), (payload) -> payload.object("f"),
			(payload) -> payload.elements("f"), (payload) -> payload.objects("f"), (payload) -> payload.username("f"));

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
		assertThat(payload(json).text("body")).isEqualTo(StoredText.of(text));
	}

	@Test
	void textThatADatabaseCannotKeepIsReplaced() {
		Payload payload = payload("{\"t\": \"a\\u0000b\\ud800c\\udc00d\\ud83d\\ude00\"}");
		assertThat(payload.text("t")).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\ud83d\ude00");
		assertThat(payload.raw()).isEqualTo("{\"t\":\"a\\u0000b\\ud800c\\udc00d\ud83d\ude00\"}");
	}

	@Test
	void numbersNoDoubleCanHoldAreRefused() {
		for (String number : List.of("1e400", "-1e400", "1e999999999")) {
			assertThatWrong("{\"x\": " + number + "}", (payload) -> payload.decimal("x"), "x");
		}
		assertThat(payload("{\"x\": 1e-400}").decimal("x")).isZero();
	}

	@Property
	void everyFieldOfAnyTypeIsReadOrNamed(@ForAll("values") String value) {
		Payload payload = payload("{\"f\": " + value + "}");
		for (Function<Payload, Object> reading : READINGS) {
			try {
				reading.apply(payload);
			}
			catch (TransformException ex) {
				assertThat(ex.getMessage()).contains("issue #3").contains("f").hasSizeLessThan(100);
			}
		}
		assertThat(JSON.readTree(payload.raw())).isEqualTo(payload.json());
	}

	@Provide
	Arbitrary<String> values() {
		Arbitrary<String> scalars = Arbitraries.oneOf(Arbitraries.of("null", "true", "false", "{}", "[]", "1e400"),
				Arbitraries.bigDecimals().map(String::valueOf), Arbitraries.bigIntegers().map(String::valueOf),
				Arbitraries.longs().map(String::valueOf),
				Arbitraries.strings().map((text) -> JSON.createArrayNode().add(text).get(0).toString()),
				Arbitraries
					.of("0000-00-00", "2026-02-30T00:00:00Z", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00+99:99",
							"10000-01-01T00:00:00Z", "0000-01-01T00:00:00+14:00", "2026-01-01T24:00:00Z")
					.map((time) -> "\"" + time + "\""));
		return Arbitraries.oneOf(scalars, scalars.map((value) -> "[" + value + ",{\"username\":" + value + "}]"),
				scalars.map((value) -> "{\"username\":" + value + ",\"name\":[" + value + "]}"));
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
