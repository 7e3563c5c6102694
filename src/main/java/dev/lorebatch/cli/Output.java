package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;

/**
 * Prints results and errors: for machines one JSON line, for people text. Both are safe
 * to show on a terminal, whatever they quote; the JSON has all of it, as escapes.
 */
class Output {

	private static final JsonMapper JSON = new JsonMapper();

	private final Streams streams;

	private final boolean robot;

	private final NextCommand nextCommand;

	private final long startedNanos;

	private final Runnable beforeResult;

	/**
	 * @param beforeResult throws if what the command did cannot be found by others, so
	 * that no result may be claimed
	 */
	Output(Streams streams, boolean robot, NextCommand nextCommand, long startedNanos, Runnable beforeResult) {
		this.streams = streams;
		this.robot = robot;
		this.nextCommand = nextCommand;
		this.startedNanos = startedNanos;
		this.beforeResult = beforeResult;
	}

	boolean isRobot() {
		return this.robot;
	}

	NextCommand nextCommand() {
		return this.nextCommand;
	}

	/**
	 * Prints a result.
	 * @param ok whether the command did what was asked
	 * @param data for machines
	 * @param text for people
	 * @throws LoreException if the database the command worked with went away
	 */
	void result(boolean ok, Object data, TerminalText text) {
		this.beforeResult.run();
		if (!this.robot) {
			this.streams.out().show(text.endLineIfOpen());
			return;
		}
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("ok", ok);
		document.put("data", data);
		Map<String, Object> meta = new LinkedHashMap<>(); // the same order every time
		meta.put("schema_version", 1);
		meta.put("elapsed_ms", (System.nanoTime() - this.startedNanos) / 1_000_000);
		document.put("meta", meta);
		this.streams.out().showLine(JSON.writeValueAsString(document));
	}

	/**
	 * Prints an error.
	 * @param details what machines get in addition
	 */
	void error(LoreException failure, Map<String, ?> details) {
		if (this.robot) {
			Map<String, @Nullable Object> error = new LinkedHashMap<>();
			error.put("code", failure.exitCode().name());
			error.put("exit_code", failure.exitCode().number());
			error.put("message", failure.getMessage());
			error.put("suggestion", failure.suggestion());
			error.put("retryable", failure.retryable());
			error.putAll(details);
			error.put("actions", actions(failure.actions()));
			this.streams.err().showLine(JSON.writeValueAsString(Map.of("error", error)));
			return;
		}
		this.streams.err().showLine("error: " + failure.getMessage());
		if (failure.suggestion() != null) {
			this.streams.err().showLine("hint: " + failure.suggestion());
		}
		failure.actions().forEach(this::suggest);
	}

	/**
	 * A command for people to run next; machines have it in the result.
	 */
	void suggest(RecoveryAction action) {
		note("next: %s  # %s".formatted(this.nextCommand.render(action), action.description()));
	}

	/**
	 * A line for people; machines do not get it.
	 */
	void note(String line) {
		if (!this.robot) {
			this.streams.err().showLine(line);
		}
	}

	List<Map<String, String>> actions(List<RecoveryAction> actions) {
		List<Map<String, String>> rendered = new ArrayList<>();
		for (RecoveryAction action : actions) {
			Map<String, String> entry = new LinkedHashMap<>();
			entry.put("description", action.description());
			entry.put("command", this.nextCommand.render(action));
			rendered.add(entry);
		}
		return rendered;
	}

}
