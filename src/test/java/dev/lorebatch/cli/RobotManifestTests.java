package dev.lorebatch.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.failure.ExitCode;

import static org.assertj.core.api.Assertions.assertThat;

class RobotManifestTests {

	private final Map<String, Object> manifest = RobotManifest.create(
			CommandLineInterface.commandLine(new CommandContext(Streams.ofProcess(), new ContextFactory(Object.class)))
				.getCommandSpec());

	private final JsonNode json = JsonMapper.builder().build().valueToTree(this.manifest);

	@Test
	void namesEveryCommand() {
		assertThat(this.json.get("commands").values()).extracting((command) -> command.get("command").asString())
			.contains("sync", "runs", "runs list", "runs show", "runs restart", "runs stop", "runs recover",
					"runs abandon", "demo", "robot-docs");
	}

	@Test
	void everyCommandHasADescriptionAndAnExample() {
		assertThat(this.json.get("commands").values()).allSatisfy((command) -> {
			assertThat(command.get("description").asString()).isNotBlank();
			assertThat(command.get("examples").values()).isNotEmpty();
		});
	}

	@Test
	void everyResponseSchemaExists() {
		List<String> schemas = List.copyOf(this.json.get("schemas").propertyNames());
		assertThat(this.json.get("commands").values())
			.extracting((command) -> command.get("response_schema").asString())
			.allSatisfy((schema) -> assertThat(schemas).contains(schema));
		assertThat(schemas).contains("envelope", "error", "action");
	}

	@Test
	void namesEveryErrorCode() {
		assertThat(this.json.get("error_codes").values()).extracting((code) -> code.get("code").asString())
			.containsExactlyElementsOf(Arrays.stream(ExitCode.values()).map(Enum::name).toList());
	}

}
