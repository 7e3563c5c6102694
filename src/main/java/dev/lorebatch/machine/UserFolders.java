package dev.lorebatch.machine;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * The one place that knows where this user's folders are: home, configuration, data and
 * cache, by {@code HOME} and the XDG base directory specification, and what {@code ~}
 * stands for in a name.
 */
public final class UserFolders {

	/** What Java says of a user that the system does not know. */
	private static final String UNKNOWN = "?";

	private static final String TILDE = "~";

	/** What a shell would expand, at the beginning of a name or of a part of it. */
	private static final Pattern SHELL = Pattern.compile("^~|(^|/)(\\$[A-Za-z_{(]|`)");

	private final Map<String, String> variables;

	private final @Nullable String entry;

	/**
	 * @param variables of the environment
	 */
	public UserFolders(Map<String, String> variables) {
		this(variables, System.getProperty("user.home"));
	}

	/**
	 * @param entry the home folder of the user's entry in passwd, {@code null} or
	 * {@code ?} if there is none
	 */
	UserFolders(Map<String, String> variables, @Nullable String entry) {
		this.variables = variables;
		this.entry = entry;
	}

	/**
	 * Those of the user of this process.
	 */
	public static UserFolders ofProcess() {
		return new UserFolders(GivenText.variables(System.getenv()));
	}

	/**
	 * The home folder: {@code HOME}, else that of the user's entry in passwd.
	 * @throws LoreException with {@link ExitCode#CONFIG_INVALID} if there is none, or it
	 * is not absolute
	 */
	public Path home() {
		String home = variable("HOME");
		if (home != null) {
			Path path = LocaleCharset.path("the variable HOME", home);
			if (!path.isAbsolute()) {
				throw noHome("HOME is %s, which is not an absolute path".formatted(Excerpt.quote(home)));
			}
			return path;
		}
		if (this.entry == null || !hasEntry()) {
			throw noHome("HOME is not set, and this user has no entry in passwd");
		}
		Path path = LocaleCharset.path("the home folder in passwd", this.entry);
		if (!path.isAbsolute()) {
			throw noHome("HOME is not set, and the one in passwd is not an absolute path");
		}
		return path;
	}

	private static LoreException noHome(String why) {
		return new LoreException(ExitCode.CONFIG_INVALID, "this user has no home folder: " + why,
				"set HOME to a folder of this user, or name the files, for example with --database and --config");
	}

	/**
	 * Where configuration lies: {@code XDG_CONFIG_HOME}, else {@code ~/.config}.
	 * @return {@code null} if this user has neither
	 */
	public @Nullable Path config() {
		return hasBase("XDG_CONFIG_HOME") ? base("XDG_CONFIG_HOME", ".config") : null;
	}

	/**
	 * Where data lies: {@code XDG_DATA_HOME}, else {@code ~/.local/share}.
	 * @throws LoreException with {@link ExitCode#CONFIG_INVALID} if that needs a home
	 * folder and there is none
	 */
	public Path data() {
		return base("XDG_DATA_HOME", ".local/share");
	}

	/**
	 * Where lies what can be made again: {@code XDG_CACHE_HOME}, else {@code ~/.cache}.
	 * @return {@code null} if this user has neither
	 */
	public @Nullable Path cache() {
		return hasBase("XDG_CACHE_HOME") ? base("XDG_CACHE_HOME", ".cache") : null;
	}

	private boolean hasBase(String variable) {
		return configured(variable) != null || variable("HOME") != null || hasEntry();
	}

	private Path base(String variable, String belowHome) {
		Path configured = configured(variable);
		return (configured != null) ? configured : home().resolve(belowHome);
	}

	/**
	 * A relative path in such a variable is to be ignored, says the specification.
	 */
	private @Nullable Path configured(String variable) {
		String configured = variable(variable);
		Path path = (configured != null) ? expand("the variable " + variable, configured) : null;
		return (path != null && path.isAbsolute()) ? path : null;
	}

	private boolean hasEntry() {
		return this.entry != null && !this.entry.isBlank() && !this.entry.equals(UNKNOWN);
	}

	/**
	 * The path that a name in a setting or an option stands for; a leading {@code ~} is
	 * the home folder.
	 * @param what it is, for the message
	 * @throws LoreException with {@link ExitCode#CONFIG_INVALID} if it cannot be opened,
	 * or only a shell could expand it
	 */
	public Path expand(String what, String name) {
		if (name.equals(TILDE)) {
			return home();
		}
		if (name.startsWith("~/")) {
			return home().resolve(LocaleCharset.path(what, name.substring(2).replaceFirst("^/+", "")));
		}
		if (SHELL.matcher(name).find()) {
			throw new LoreException(ExitCode.CONFIG_INVALID,
					"%s %s is not %s".formatted(what, Excerpt.quote(name), needed(name)),
					"write the whole path, or ~/ for the home folder");
		}
		return LocaleCharset.path(what, name);
	}

	/**
	 * What a name must be instead, if {@link #expand} refuses it; {@code null} if it does
	 * not, or if only there being no home folder is in the way.
	 */
	public static @Nullable String needed(String name) {
		if (!name.equals(TILDE) && !name.startsWith("~/") && SHELL.matcher(name).find()) {
			return "a file name: ~/ stands for the home folder, and nothing else is expanded as by a shell";
		}
		try {
			var unused = Path.of(name);
			return null;
		}
		catch (InvalidPathException ex) {
			return LocaleCharset.isOfLocale(ex) ? LocaleCharset.NEEDED : "a file name";
		}
	}

	private @Nullable String variable(String name) {
		String value = this.variables.get(name);
		return (value != null && !value.isBlank()) ? value : null;
	}

}
