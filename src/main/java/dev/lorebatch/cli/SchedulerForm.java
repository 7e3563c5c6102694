package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.lorebatch.config.Setting;
import dev.lorebatch.config.Settings;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.failure.Secrets;
import dev.lorebatch.run.RunMode;

/**
 * The form for schedulers: {@code --spring.batch.job.name=surgicalSync runId=R
 * project=P issues=1,2 mrs=3} or {@code --spring.batch.job.name=incrementalSync runId=R
 * projects=P,Q}, plain Spring Batch job parameters. It becomes the command {@code sync},
 * so the same rules hold. Spring Batch's own notation,
 * {@code name=value,type,identifying}, is understood.
 */
final class SchedulerForm {

	private static final String JOB_NAME = "--spring.batch.job.name=";

	private static final Pattern TYPE = Pattern.compile(",java\\.lang\\.[A-Za-z]+(,(true|false))?$");

	private static final Map<String, String> OPTIONS = Map.of("runId", "--run-id", "project", "--project", "issues",
			"--issue", "mrs", "--mr", "projects", "--project", "since", "--since");

	/** What options are called in this form. */
	private static final Map<String, String> PARAMETERS = Map.of("--run-id", "runId", "--project", "project", "-p",
			"project", "--issue", "issues", "--mr", "mrs", "--since", "since", "--full", "the job fullSync",
			"--reconcile", "reconcile=true", "--no-verify", "verify=false");

	/** An option, and whether a value follows it. */
	private static final Pattern WORDS = Pattern
		.compile("(?<![\\w-])(%s)(?![\\w-])( (?=[0-9]|[a-z]+/))?".formatted(String.join("|", PARAMETERS.keySet())));

	private static final Set<String> SWITCHES = Set.of("docs", "embed", "verify", "reconcile");

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
		Set<String> given = new HashSet<>();
		RunMode mode = mode(arguments);
		if (mode == RunMode.FULL) {
			translated.add("--full");
		}
		for (String argument : arguments) {
			if (argument.startsWith(JOB_NAME)) {
				continue;
			}
			if (argument.startsWith("--lore.") || argument.startsWith("--spring.")) {
				addSetting(translated, settings, argument);
			}
			else if (argument.startsWith("-")) {
				translated.add(argument);
			}
			else {
				addParameter(translated, given, argument, mode);
			}
		}
		if (!given.contains("runId")) {
			throw usage("the parameter runId is missing");
		}
		if (mode == RunMode.SURGICAL && translated.stream().noneMatch(SchedulerForm::namesEntity)) {
			throw usage("the parameters issues and mrs name no IID");
		}
		context.schedulerSettings(settings);
		return translated.toArray(String[]::new);
	}

	/**
	 * The parameters a job has.
	 */
	static List<String> parameters(RunMode mode) {
		return switch (mode) {
			case SURGICAL -> List.of("runId", "project", "issues", "mrs", "docs", "embed", "verify");
			case INCREMENTAL -> List.of("runId", "projects", "since", "reconcile", "docs", "embed");
			case FULL -> List.of("runId", "projects", "reconcile", "docs", "embed");
		};
	}

	private static boolean namesEntity(String argument) {
		return argument.startsWith("--issue=") || argument.startsWith("--mr=");
	}

	private static void addParameter(List<String> translated, Set<String> given, String argument, RunMode mode) {
		int equals = argument.indexOf('=');
		String name = (equals > 0) ? argument.substring(0, equals) : argument;
		String value = (equals > 0) ? TYPE.matcher(argument.substring(equals + 1)).replaceFirst("") : "";
		boolean toggle = SWITCHES.contains(name);
		String option = OPTIONS.get(name);
		if (equals < 0 || (option == null && !toggle) || !parameters(mode).contains(name)) {
			throw usage("%s is not a parameter of %s".formatted(Excerpt.quote(argument), mode.jobName()));
		}
		if (!given.add(name)) {
			throw usage("the parameter %s is given twice".formatted(name));
		}
		if (toggle) {
			addSwitch(translated, name, value);
			return;
		}
		if (name.equals("projects")) {
			// One option for each
			Arrays.stream(value.split(","))
				.filter((project) -> !project.isBlank())
				.forEach((project) -> translated.add(option + "=" + project.strip()));
			return;
		}
		boolean emptyList = value.isEmpty() && (name.equals("issues") || name.equals("mrs"));
		if (!emptyList) {
			// One word, so that a value is never taken for an option
			translated.add(option + "=" + value);
		}
	}

	private static void addSwitch(List<String> translated, String name, String value) {
		boolean optional = name.equals("reconcile"); // the others are done unless told
														// not to
		if (!value.equals("true") && !value.equals("false")) {
			throw usage("the parameter %s is %s, it must be true or false".formatted(name, Excerpt.quote(value)));
		}
		if (Boolean.parseBoolean(value) == optional) {
			translated.add((optional ? "--" : "--no-") + name);
		}
	}

	private static void addSetting(List<String> translated, Settings settings, String argument) {
		String property = argument.substring(2);
		int equals = property.indexOf('=');
		if (equals < 0) {
			throw usage("%s has no value".formatted(Excerpt.quote(argument)));
		}
		String name = name(property.substring(0, equals));
		String value = property.substring(equals + 1);
		String option = SETTINGS.get(name);
		if (option != null) {
			translated.add(option + "=" + value);
		}
		else {
			settings.set(name, value);
		}
	}

	/**
	 * The name of a setting as it is documented; those of the framework stay.
	 */
	private static String name(String given) {
		if (!given.startsWith("lore.")) {
			return given;
		}
		String known = Setting.canonical(given);
		if (known == null) {
			throw usage("--%s is not a setting, did you mean --%s?".formatted(Excerpt.of(given),
					Setting.nearest(given).key()));
		}
		if (known.equals(Setting.GITLAB_TOKEN.key())) {
			throw usage("the token must not be an argument, other users of the machine can read it");
		}
		return known;
	}

	private static RunMode mode(List<String> arguments) {
		String job = arguments.stream()
			.filter((argument) -> argument.startsWith(JOB_NAME))
			.map((argument) -> argument.substring(JOB_NAME.length()))
			.reduce((first, last) -> last)
			.orElse("");
		for (RunMode mode : RunMode.values()) {
			if (mode.jobName().equals(job)) {
				return mode;
			}
		}
		throw usage("there is no job %s, only %s".formatted(Excerpt.quote(job),
				Arrays.stream(RunMode.values()).map(RunMode::jobName).collect(Collectors.joining(", "))));
	}

	/**
	 * Returns a failure of the command that the form became, with the parameters in the
	 * place of its options.
	 */
	static LoreException inItsWords(LoreException failure) {
		String message = inItsWords(String.valueOf(failure.getMessage()));
		String suggestion = (failure.suggestion() != null) ? inItsWords(failure.suggestion()) : null;
		boolean same = message.equals(failure.getMessage()) && Objects.equals(suggestion, failure.suggestion());
		return same ? failure : new LoreException(failure.exitCode(), message, suggestion, failure.actions(), failure);
	}

	private static String inItsWords(String text) {
		return WORDS.matcher(text).replaceAll((found) -> {
			String parameter = PARAMETERS.get(found.group(1));
			return parameter + ((found.group(2) != null) ? "=" : "");
		});
	}

	private static LoreException usage(String message) {
		return new LoreException(ExitCode.USAGE, Secrets.mask(message),
				"use runId=R project=GROUP/PROJECT issues=1,2 mrs=3, or runId=R projects=GROUP/PROJECT,OTHER/PROJECT and, to leave something out, docs=false embed=false verify=false",
				List.of(RecoveryAction.of("help", "--help")), null);
	}

}
