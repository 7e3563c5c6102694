package dev.lorebatch.documentation;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.lorebatch.cli.CommandLines;
import dev.lorebatch.support.ShellWords;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class RobotJsonTests {

	private static final JsonMapper JSON = new JsonMapper();

	private static final JsonNode SCHEMAS = JSON
		.readTree(Repository.read("src/main/resources/robot-docs/schemas.json"));

	private static final Pattern SECTION_OR_SAMPLE = Pattern.compile("^## ([^\\n]*)$|^```json\\n(.*?)^```$",
			Pattern.MULTILINE | Pattern.DOTALL);

	private final String page = Repository.read("docs/reference/robot-json.md");

	@Test
	void samplesMatchTheSchemas() {
		int samples = checkSamples(this.page) + checkSamples(Repository.read("README.md"));
		assertThat(samples).isGreaterThanOrEqualTo(5);
	}

	@Test
	void manifestMatchesItsSchema() {
		assertThat(errors("manifest", JSON.valueToTree(CommandLines.manifest()))).isEmpty();
	}

	@Test
	void schemasOfAnswersExist() {
		JsonNode manifest = JSON.valueToTree(CommandLines.manifest());
		assertThat(
				manifest.get("commands").values().stream().map((command) -> command.get("response_schema").asString()))
			.isNotEmpty()
			.allMatch((name) -> name.equals("any") || SCHEMAS.has(name));
	}

	@Test
	void everyFieldOfEverySchemaIsExplained() {
		SCHEMAS.properties()
			.forEach((schema) -> schema.getValue()
				.findValues("properties")
				.forEach((properties) -> properties.propertyNames()
					.forEach((field) -> assertThat(this.page).as(schema.getKey())
						.containsPattern("`([a-z_]+(\\[])?\\.)*" + field + "(\\[])?(\\.[a-z_<>]+)*`"))));
	}

	@Test
	void everySchemaIsNamed() {
		assertThat(SCHEMAS.propertyNames()).isNotEmpty()
			.allSatisfy((name) -> assertThat(this.page).contains("`" + name + "`"));
	}

	@Test
	void wrongAnswersAreNoticed() {
		assertThat(errors("stopped", JSON.readTree("{\"run_id\":\"a\",\"status\":\"stopped\",\"more\":1}"))).isEmpty();
		assertThat(errors("stopped", JSON.readTree("{\"run_id\":1}"))).hasSize(2);
		assertThat(errors("changed", JSON.readTree("""
				{"changed":[{"run_id":"a","table":"x","id":1,"from":"A","to":"B"}]}"""))).hasSize(1);
		assertThat(errors("envelope", JSON.readTree("{\"ok\":true,\"data\":{},\"meta\":{\"elapsed_ms\":-1}}")))
			.hasSize(2);
		assertThat(SchemaValidator.validate(JSON.readTree("{\"oneOf\":[]}"), JSON.readTree("1"))).hasSize(1);
	}

	private static int checkSamples(String markdown) {
		int samples = 0;
		String section = "";
		Matcher matcher = SECTION_OR_SAMPLE.matcher(markdown);
		while (matcher.find()) {
			if (matcher.group(1) != null) {
				section = matcher.group(1);
				continue;
			}
			samples++;
			JsonNode sample = JSON.readTree(matcher.group(2));
			if (sample.has("error")) {
				assertThat(errors("error", sample)).isEmpty();
				sample.at("/error/actions").values().forEach(RobotJsonTests::checkAction);
				continue;
			}
			assertThat(errors("envelope", sample)).isEmpty();
			if (SCHEMAS.has(section)) {
				assertThat(errors(section, sample.get("data"))).isEmpty();
			}
		}
		return samples;
	}

	private static void checkAction(JsonNode action) {
		assertThat(errors("action", action)).isEmpty();
		List<String> words = ShellWords.split(action.get("command").asString()).get(0);
		assertThat(CommandLines.parse(words.subList(3, words.size()))).isNotEmpty();
	}

	private static List<String> errors(String schema, JsonNode value) {
		return SchemaValidator.validate(SCHEMAS.get(schema), value);
	}

}
