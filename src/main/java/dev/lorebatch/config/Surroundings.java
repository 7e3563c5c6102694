package dev.lorebatch.config;

import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.machine.GivenText;
import dev.lorebatch.machine.LocaleCharset;
import dev.lorebatch.machine.UserFolders;

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
		return new Surroundings(GivenText.variables(System.getenv()), Path.of(""));
	}

	/**
	 * A variable, {@code null} if it is not set.
	 */
	@Nullable String variable(String name) {
		return this.variables.get(name);
	}

	/**
	 * Where this user's folders are.
	 */
	public UserFolders folders() {
		return new UserFolders(this.variables);
	}

	/**
	 * The path that a name in a setting or an option stands for, a relative one as it was
	 * given.
	 * @param what it is, for the message
	 * @throws LoreException with {@link ExitCode#CONFIG_INVALID} if it cannot be opened
	 * here
	 */
	public Path path(String what, String name) {
		Path path = folders().expand(what, name);
		if (!path.isAbsolute()) {
			requireFolder();
		}
		return path;
	}

	/**
	 * Makes sure that relative names lead to the current folder.
	 * @throws LoreException with {@link ExitCode#CONFIG_INVALID} if they do not
	 */
	void requireFolder() {
		if (!this.folder.isAbsolute()) {
			LocaleCharset.requireCurrentFolder();
		}
	}

}
