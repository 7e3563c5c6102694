package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import dev.lorebatch.config.Settings;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.failure.Secrets;

/**
 * The form for schedulers: {@code --spring.batch.job.name=surgicalSync runId=R
 * project=P issues=1,2 mrs=3}, plain Spring Batch job parameters. It becomes the command
 * {@code sync}, so the same rules hold. Spring Batch's own notation,
 * {@code name=value,type,identifying}, is understood.
 */
final class SchedulerForm {

	private static final String JOB_NAME = "--spring.batch.job.name=";

	private static final Pattern TYPE = Pattern.compile(",java\\.lang\\.[A-Za-z]+(,(true|false))?$");

	private static final Map<String, String> OPTIONS = Map.of("runId", "--run-id", "project", "--project", "issues",
			"--issue", "mrs", "--mr");

	private static final Set<String> SWITCHES = Set.of("docs", "embed", "verify");

	/** As options, so that the commands printed as next steps have them, too. */
	private static final Map<String, String> SETTINGS = Map.of("lore.database", "--database", "lore.gitlab.url",
			"--gitlab-url", "lore.gitlab.token-file", "--token-file");

	private SchedulerForm() {
	}

	static boolean isUsed(String... arguments) {
		for (String argument : arguments) {
			if (argument.startsWith(JOB_NAME)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * The same as arguments of {@code sync}.
	 * @throws LoreException with {@link ExitCode#USAGE} if a parameter is not known
	 */
	static String[] translate(List<String> arguments, CommandContext context) {
		List<String> translated = new ArrayList<>(List.of("sync"));
		Settings settings = new Settings();
		boolean runId = false;
		for (String argument : arguments) {
			if (argument.startsWith(JOB_NAME)) {
				requireKnown(argument.substring(JOB_NAME.length()));
			}
			else if (argument.startsWith("--lore.") || argument.startsWith("--spring.")) {
				addSetting(translated, settings, argument);
			}
			else if (argument.startsWith("-")) {
				translated.add(argument);
			}
			else {
				addParameter(translated, argument);
				runId |= argument.startsWith("runId=");
			}
		}
		if (!runId) {
			throw usage("the parameter runId is missing");
		}
		context.schedulerSettings(settings);
		return translated.toArray(String[]::new);
	}

	private static void addParameter(List<String> translated, String argument) {
		int equals = argument.indexOf('=');
		String name = (equals > 0) ? argument.substring(0, equals) : argument;
		String value = (equals > 0) ? TYPE.matcher(argument.substring(equals + 1)).replaceFirst("") : "";
		if (SWITCHES.contains(name)) {
			if (value.equals("false")) {
				translated.add("--no-" + name);
			}
			return;
		}
		String option = OPTIONS.get(name);
		if (option == null || equals < 0) {
			throw usage("'%s' is not a parameter of surgicalSync".formatted(argument));
		}
		boolean emptyList = value.isEmpty() && (name.equals("issues") || name.equals("mrs"));
		if (!emptyList) {
			translated.add(option);
			translated.add(value);
		}
	}

	private static void addSetting(List<String> translated, Settings settings, String argument) {
		String property = argument.substring(2);
		int equals = property.indexOf('=');
		if (equals < 0) {
			throw usage("'%s' has no value".formatted(argument));
		}
		String name = property.substring(0, equals);
		if (isToken(name)) {
			throw usage("the token must not be an argument, other users of the machine can read it");
		}
		String value = property.substring(equals + 1);
		String option = SETTINGS.get(name);
		if (option != null) {
			translated.addAll(List.of(option, value));
		}
		else {
			settings.set(name, value);
		}
	}

	/**
	 * However it is spelled: Spring binds {@code lore.gitlab.TOKEN}, too.
	 */
	private static boolean isToken(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "").equals("lore.gitlab.token");
	}

	private static void requireKnown(String job) {
		if (!job.equals("surgicalSync")) {
			throw usage("there is no job '%s', only surgicalSync".formatted(job));
		}
	}

	private static LoreException usage(String message) {
		return new LoreException(ExitCode.USAGE, Secrets.mask(message),
				"use runId=R project=GROUP/PROJECT issues=1,2 mrs=3 and, to leave something out, docs=false embed=false verify=false",
				List.of(RecoveryAction.of("help", "--help")), null);
	}

}
