package dev.lorebatch.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import dev.lorebatch.config.Settings;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.Secrets;

/**
 * Options every command has.
 */
class GlobalOptions {

	/** More is no token, and none of it is kept. */
	private static final int MAX_TOKEN_INPUT = 64 * 1024;

	@Option(names = { "-J", "--robot" }, description = "One JSON document on stdout, errors as JSON on stderr. "
			+ "Default where stdout is no terminal, or with LORE_ROBOT=1.")
	boolean robot;

	@Option(names = "--human", description = "Text for people, even where stdout is no terminal.")
	boolean human;

	@Option(names = "--database", paramLabel = "<file>",
			description = "The SQLite file. Default: LORE_DATABASE, else $XDG_DATA_HOME/lore/lore.db.")
	@Nullable String database;

	@Option(names = "--config", paramLabel = "<file>",
			description = "Read this file instead of ./lore.yml and $XDG_CONFIG_HOME/lore/lore.yml.")
	@Nullable Path config;

	@Option(names = "--gitlab-url", paramLabel = "<url>",
			description = "The GitLab server. Default: LORE_GITLAB_URL, else https://gitlab.com.")
	@Nullable String gitlabUrl;

	@Option(names = "--token-file", paramLabel = "<file>",
			description = "File that holds the token, - for stdin. Default: LORE_GITLAB_TOKEN, else GITLAB_TOKEN.")
	@Nullable String tokenFile;

	@Option(names = { "-q", "--quiet" }, description = "No progress.")
	boolean quiet;

	@Option(names = "--no-color", description = "No colours; NO_COLOR does the same.")
	boolean noColor;

	@Option(names = "--debug", description = "Log what the program does, with stack traces.")
	boolean debug;

	/**
	 * What was given, as Spring properties.
	 */
	Settings settings() {
		requireSense();
		Settings settings = new Settings();
		if (this.database != null) {
			settings.set("lore.database", this.database);
		}
		if (this.gitlabUrl != null) {
			settings.set("lore.gitlab.url", this.gitlabUrl);
		}
		if ("-".equals(this.tokenFile)) {
			settings.set("lore.gitlab.token", tokenFromStdin());
		}
		else if (this.tokenFile != null) {
			settings.set("lore.gitlab.token-file", this.tokenFile);
		}
		if (this.debug) {
			settings.set("logging.level.root", "info");
			settings.set("logging.level.dev.lorebatch", "debug");
			settings.set("logging.level.org.springframework.batch", "info");
		}
		return settings;
	}

	/**
	 * The options that a command printed as a next step needs, too, to mean the same
	 * database and server.
	 */
	List<String> carriedOver() {
		List<String> arguments = new ArrayList<>();
		carry(arguments, "--database", this.database);
		carry(arguments, "--config", (this.config != null) ? this.config.toString() : null);
		carry(arguments, "--gitlab-url", (this.gitlabUrl != null) ? Secrets.maskUrl(this.gitlabUrl) : null);
		if (this.tokenFile != null && !this.tokenFile.equals("-") && !Secrets.maskFileName(this.tokenFile).isEmpty()) {
			carry(arguments, "--token-file", this.tokenFile);
		}
		return arguments;
	}

	private static void carry(List<String> arguments, String option, @Nullable String value) {
		if (value != null) {
			arguments.add(option);
			arguments.add(Secrets.mask(value));
		}
	}

	/**
	 * An empty value comes from a variable that is not set; falling back to a default
	 * would write to another database than the one meant.
	 */
	private void requireSense() {
		if (this.robot && this.human) {
			throw new LoreException(ExitCode.USAGE, "--robot and --human exclude each other", "leave one out");
		}
		requireValue("--database", this.database);
		requireValue("--config", (this.config != null) ? this.config.toString() : null);
		requireValue("--gitlab-url", this.gitlabUrl);
		requireValue("--token-file", this.tokenFile);
	}

	private static void requireValue(String option, @Nullable String value) {
		if (value != null && value.isBlank()) {
			throw new LoreException(ExitCode.USAGE, "the value of %s is empty".formatted(option),
					"give one, or leave the option out");
		}
	}

	private static String tokenFromStdin() {
		String text;
		try {
			byte[] bytes = System.in.readNBytes(MAX_TOKEN_INPUT);
			text = new String(bytes, StandardCharsets.UTF_8).replace("\uFEFF", "").strip();
		}
		catch (IOException ex) {
			throw new LoreException(ExitCode.IO, "the token cannot be read from stdin");
		}
		if (text.isEmpty()) {
			throw new LoreException(ExitCode.TOKEN_NOT_SET, "no token came from stdin",
					"write it into stdin, or name a file with --token-file");
		}
		return text;
	}

}
