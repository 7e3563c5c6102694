package dev.lorebatch.config;

import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a command finds around it.
 *
 * @param variables of the environment
 * @param folder the current one
 */
public record Surroundings(Map<String, String> variables, Path folder) {

	public Surroundings {
		variables = Map.copyOf(variables);
	}

	/**
	 * Those of this process.
	 */
	public static Surroundings ofProcess() {
		return new Surroundings(System.getenv(), Path.of(""));
	}

	/**
	 * A variable, {@code null} if it is not set.
	 */
	@Nullable String variable(String name) {
		return this.variables.get(name);
	}

	/**
	 * One of the folders that the XDG base directory specification names.
	 * @param variable that names it
	 * @param fallback where it is below the home folder else
	 */
	Path base(String variable, String fallback) {
		String configured = variable(variable);
		if (configured != null && !configured.isBlank()) {
			return Path.of(configured);
		}
		String home = variable("HOME");
		return Path.of((home != null && !home.isBlank()) ? home : System.getProperty("user.home")).resolve(fallback);
	}

}
