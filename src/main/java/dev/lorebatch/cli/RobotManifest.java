package dev.lorebatch.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.run.RunMode;

/**
 * Describes the program to machines. Commands and options come from the parser's own
 * model, so they cannot differ from what it accepts.
 */
final class RobotManifest {

	private RobotManifest() {
	}

	static Map<String, Object> create(CommandSpec root) {
		Map<String, Object> manifest = new LinkedHashMap<>();
		manifest.put("name", root.name());
		manifest.put("version", Version.text());
		manifest.put("schema_version", 1);
		manifest.put("invocation", "java -jar lore-batch.jar <command> --robot");
		manifest.put("streams",
				Map.of("stdout", "one JSON line with the result", "stderr", "one JSON line if it failed"));
		List<Map<String, Object>> commands = new ArrayList<>();
		collect(root, "", commands);
		manifest.put("commands", commands);
		manifest.put("scheduler_form", schedulerForm());
		manifest.put("error_codes", errorCodes());
		manifest.put("schemas", schemas());
		return manifest;
	}

	private static void collect(CommandSpec command, String prefix, List<Map<String, Object>> commands) {
		for (CommandLine subcommand : command.subcommands().values()) {
			CommandSpec spec = subcommand.getCommandSpec();
			if (spec.userObject() instanceof CommandLine.HelpCommand) {
				continue;
			}
			String name = prefix.isEmpty() ? spec.name() : prefix + " " + spec.name();
			commands.add(describe(spec, name));
			collect(spec, name, commands);
		}
	}

	private static Map<String, Object> describe(CommandSpec spec, String name) {
		Map<String, Object> command = new LinkedHashMap<>();
		command.put("command", name);
		command.put("description", String.join(" ", spec.usageMessage().description()));
		command.put("examples",
				Arrays.stream(spec.usageMessage().footer())
					.map(String::strip)
					.filter((line) -> line.startsWith("lore-batch "))
					.map((line) -> line.replaceFirst("^lore-batch", "java -jar lore-batch.jar"))
					.toList());
		command.put("options", spec.options().stream().map(RobotManifest::option).toList());
		command.put("parameters", spec.positionalParameters().stream().map(RobotManifest::parameter).toList());
		command.put("response_schema", responseSchema(name));
		if (name.equals("sync")) {
			command.put("response_schema_by_option",
					Map.of("--preflight-only", "preflight", "--dry-run", "plan", "--from-webhook", "webhook"));
		}
		return command;
	}

	private static Map<String, Object> option(OptionSpec option) {
		Map<String, Object> entry = new LinkedHashMap<>();
		entry.put("names", List.of(option.names()));
		entry.putAll(argument(option));
		return entry;
	}

	private static Map<String, Object> parameter(PositionalParamSpec parameter) {
		Map<String, Object> entry = new LinkedHashMap<>();
		entry.put("name", parameter.paramLabel());
		entry.putAll(argument(parameter));
		return entry;
	}

	private static Map<String, Object> argument(ArgSpec argument) {
		Map<String, Object> entry = new LinkedHashMap<>();
		boolean flag = argument instanceof OptionSpec && argument.arity().max() == 0;
		entry.put("type", flag ? "flag" : argument.paramLabel());
		entry.put("required", argument.required());
		entry.put("repeatable", argument.isMultiValue());
		entry.put("description", String.join(" ", argument.description()));
		return entry;
	}

	private static String responseSchema(String command) {
		return switch (command) {
			case "sync", "runs show", "runs restart", "demo" -> "run";
			case "runs", "runs list" -> "runs";
			case "runs recover", "runs abandon" -> "changed";
			case "runs stop" -> "stopped";
			case "db check" -> "check";
			case "db backup" -> "backup";
			case "install" -> "installed";
			case "db" -> "error"; // does nothing without a subcommand
			case "verify" -> "drift";
			case "docs rebuild" -> "rebuilt";
			case "docs" -> "error"; // it only has subcommands
			case "embed" -> "embedded";
			case "search" -> "found";
			case "issue", "mr" -> "entity";
			case "issues", "mrs" -> "entities";
			case "related" -> "related";
			case "completion" -> "completion";
			case "man" -> "manual_page";
			case "robot-docs" -> "manifest";
			default -> "any";
		};
	}

	private static Map<String, Object> schedulerForm() {
		Map<String, Object> form = new LinkedHashMap<>();
		form.put("example", "java -jar lore-batch.jar --spring.batch.job.name=surgicalSync runId=nightly-1 "
				+ "project=group/project issues=123,124 mrs=45");
		form.put("job", RunMode.SURGICAL.jobName());
		form.put("identifying_parameters", List.of("runId"));
		form.put("parameters", List.of("runId", "project", "issues", "mrs", "docs", "embed", "verify"));
		form.put("jobs",
				Map.of(RunMode.SURGICAL.jobName(), SchedulerForm.parameters(RunMode.SURGICAL),
						RunMode.INCREMENTAL.jobName(), SchedulerForm.parameters(RunMode.INCREMENTAL),
						RunMode.FULL.jobName(), SchedulerForm.parameters(RunMode.FULL)));
		return form;
	}

	private static List<Map<String, Object>> errorCodes() {
		List<Map<String, Object>> codes = new ArrayList<>();
		for (ExitCode code : ExitCode.values()) {
			Map<String, Object> entry = new LinkedHashMap<>();
			entry.put("code", code.name());
			entry.put("exit_code", code.number());
			entry.put("description", code.description());
			entry.put("retryable", code.retryable());
			codes.add(entry);
		}
		return codes;
	}

	private static JsonNode schemas() {
		try (InputStream input = RobotManifest.class.getResourceAsStream("/robot-docs/schemas.json")) {
			if (input == null) {
				throw new IllegalStateException("The schemas are missing");
			}
			return JsonMapper.builder().build().readTree(input);
		}
		catch (IOException ex) {
			throw new IllegalStateException("The schemas cannot be read", ex);
		}
	}

}
