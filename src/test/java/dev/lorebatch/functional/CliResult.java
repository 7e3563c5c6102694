package dev.lorebatch.functional;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a process ended.
 */
public record CliResult(int exitCode, String stdout, String stderr) {

	/**
	 * The document on stdout.
	 */
	JsonNode json() {
		return JsonMapper.shared().readTree(this.stdout);
	}

	/**
	 * The {@code data} of the document on stdout.
	 */
	JsonNode data() {
		return json().path("data");
	}

	/**
	 * The {@code error} of the document on stderr.
	 */
	JsonNode error() {
		return JsonMapper.shared().readTree(this.stderr).path("error");
	}

	String message() {
		return error().path("message").asString("");
	}

	/**
	 * The commands of the error's actions.
	 */
	List<String> actions() {
		return commands(error().path("actions"));
	}

	/**
	 * The commands of the result's recovery actions.
	 */
	List<String> recoveryActions() {
		return commands(data().path("recovery_actions"));
	}

	private static List<String> commands(JsonNode actions) {
		List<String> commands = new ArrayList<>();
		actions.forEach((action) -> commands.add(action.path("command").asString("")));
		return commands;
	}

}
