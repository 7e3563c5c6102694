package dev.lorebatch.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.PropertyResolver;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.machine.LocaleCharset;
import dev.lorebatch.text.EditDistance;

/**
 * Finds what is wrong with the settings, all of it at once, and says where it stands.
 * Needs no application context, so that a dry run finds the same.
 */
final class SettingsCheck {

	private static final int MAX_SHOWN = 5;

	private static final String PREFIX = "LORE_";

	/** Variables that are no settings. */
	private static final List<String> SWITCHES = List.of("LORE_ROBOT");

	private final Map<String, String> variables;

	private final Collection<ConfigFile> files;

	SettingsCheck(Map<String, String> variables, Collection<ConfigFile> files) {
		this.variables = variables;
		this.files = files;
	}

	/**
	 * @param resolver gives the value that counts
	 * @throws LoreException with {@link ExitCode#CONFIG_INVALID}
	 */
	void run(PropertyResolver resolver) {
		List<String> problems = new ArrayList<>();
		this.files.forEach((file) -> problems.addAll(file.problems()));
		this.variables.keySet()
			.stream()
			.sorted()
			.map(this::checkVariable)
			.filter(Objects::nonNull)
			.forEach(problems::add);
		for (Setting setting : Setting.values()) {
			String problem = checkValue(setting, resolver);
			if (problem != null) {
				problems.add(problem);
			}
		}
		if (problems.isEmpty()) {
			problems.addAll(checkOverlap(resolver));
		}
		if (!problems.isEmpty()) {
			String more = (problems.size() > MAX_SHOWN) ? "; and %d more".formatted(problems.size() - MAX_SHOWN) : "";
			throw new LoreException(ExitCode.CONFIG_INVALID,
					problems.stream().limit(MAX_SHOWN).collect(Collectors.joining("; ")) + more,
					"correct it in lore.yml or the environment");
		}
	}

	/**
	 * Other programs have variables of that prefix, too. Only one that is nearly ours is
	 * probably a mistake.
	 */
	private @Nullable String checkVariable(String variable) {
		String name = uniform(variable);
		if (!variable.startsWith(PREFIX) || SWITCHES.contains(variable)) {
			return null;
		}
		if (LocaleCharset.isUnreadable(String.valueOf(this.variables.get(variable)))) {
			return "the variable %s is not UTF-8 text".formatted(Excerpt.of(variable));
		}
		String nearest = null;
		for (Setting setting : Setting.values()) {
			String known = uniform(setting.key());
			if (known.equals(name)) {
				return null;
			}
			nearest = (EditDistance.of(known, name) <= 2) ? setting.key() : nearest;
		}
		return (nearest == null) ? null : "the variable %s is not a setting, did you mean %s?".formatted(
				Excerpt.of(variable),
				PREFIX + nearest.substring(PREFIX.length()).replaceAll("[.\\[\\]-]+", "_").toUpperCase(Locale.ROOT));
	}

	private @Nullable String checkValue(Setting setting, PropertyResolver resolver) {
		String value;
		try {
			value = resolver.getProperty(setting.key());
		}
		catch (IllegalArgumentException ex) {
			return "%s has a ${placeholder} that cannot be resolved%s".formatted(setting.key(), where(setting));
		}
		String needed = (value == null || value.isBlank()) ? null : setting.type().check(value);
		if (needed == null || value == null) {
			return null;
		}
		String shown = setting.isSecret(value) ? "" : " " + Excerpt.quote(value);
		return "%s%s is not %s%s".formatted(setting.key(), shown, needed, where(setting));
	}

	/**
	 * Settings that are right alone, but not together.
	 */
	private List<String> checkOverlap(PropertyResolver resolver) {
		int size = number(resolver, Setting.EMBEDDING_CHUNK_SIZE, 2_000);
		int overlap = number(resolver, Setting.EMBEDDING_CHUNK_OVERLAP, 200);
		return (overlap <= size / 4) ? List.of()
				: List.of("lore.embedding.chunk-overlap '%d' is more than a quarter of the chunk size, %d%s"
					.formatted(overlap, size, where(Setting.EMBEDDING_CHUNK_OVERLAP)));
	}

	private static int number(PropertyResolver resolver, Setting setting, int defaultValue) {
		String value = resolver.getProperty(setting.key());
		return (value == null || value.isBlank()) ? defaultValue : Integer.parseInt(value.strip());
	}

	private String where(Setting setting) {
		for (String variable : this.variables.keySet()) {
			if (variable.startsWith(PREFIX) && uniform(variable).equals(uniform(setting.key()))) {
				return " (%s)".formatted(variable);
			}
		}
		for (ConfigFile file : this.files) {
			Integer line = file.lines().get(setting.key());
			if (line != null) {
				return " (%s, line %d)".formatted(file.name(), line);
			}
		}
		return "";
	}

	/**
	 * Keys and variables as they compare; indexes count as {@code n}.
	 */
	private static String uniform(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("_([0-9]+)_", "_n_").replaceAll("[^a-z0-9]", "");
	}

}
