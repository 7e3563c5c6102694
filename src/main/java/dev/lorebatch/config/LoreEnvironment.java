package dev.lorebatch.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;

import dev.lorebatch.database.DatabaseFile;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.Secrets;

/**
 * The settings of one command, by precedence: flag, environment, {@code ./lore.yml},
 * {@code $XDG_CONFIG_HOME/lore/lore.yml}, defaults. Needs no application context.
 */
public final class LoreEnvironment {

	private static final String URL = "lore.gitlab.url";

	private static final String TOKEN = "lore.gitlab.token";

	private static final String TOKEN_FILE = "lore.gitlab.token-file";

	private final ConfigurableEnvironment environment;

	private LoreEnvironment(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	/**
	 * Reads the sources.
	 * @param settings what the command line says
	 * @param configFile the file that replaces both standard ones, or {@code null}
	 * @throws LoreException with {@link ExitCode#CONFIG_NOT_FOUND} or
	 * {@link ExitCode#CONFIG_INVALID}
	 */
	public static LoreEnvironment load(Settings settings, @Nullable Path configFile) {
		StandardEnvironment environment = new StandardEnvironment();
		MutablePropertySources sources = environment.getPropertySources();
		sources.addFirst(new MapPropertySource("commandLine", settings.properties()));
		String gitlabToken = System.getenv("GITLAB_TOKEN");
		if (gitlabToken != null) {
			sources.addLast(new MapPropertySource("GITLAB_TOKEN", Map.of(TOKEN, gitlabToken)));
		}
		if (configFile != null) {
			addRequired(sources, configFile);
		}
		else {
			addIfPresent(sources, Path.of("lore.yml"));
			addIfPresent(sources, configHome().resolve("lore").resolve("lore.yml"));
		}
		preferNearestToken(sources);
		ConfigurationPropertySources.attach(environment);
		LoreEnvironment loaded = new LoreEnvironment(environment);
		loaded.refuseSecretsInUrl();
		sources.addFirst(new MapPropertySource("fixed", Map.of("lore.database", loaded.databaseFile().path().toString(),
				"spring.config.location", "classpath:/")));
		return loaded;
	}

	/**
	 * For Spring: defaults of the program are added behind it.
	 */
	public ConfigurableEnvironment environment() {
		return this.environment;
	}

	/**
	 * Where the mirror lives; a relative path is one from the current folder.
	 */
	public DatabaseFile databaseFile() {
		String configured = this.environment.getProperty("lore.database");
		Path path = (configured != null && !configured.isBlank()) ? Path.of(configured)
				: dataHome().resolve("lore").resolve("lore.db");
		return new DatabaseFile(path.toAbsolutePath().normalize());
	}

	/**
	 * The paths of the configured projects.
	 */
	public List<String> projects() {
		try {
			return Binder.get(this.environment)
				.bind("lore.projects", Bindable.listOf(Project.class))
				.orElse(List.of())
				.stream()
				.map(Project::path)
				.toList();
		}
		catch (BindException ex) {
			throw new LoreException(ExitCode.CONFIG_INVALID, "lore.projects is not a list of entries with a path",
					"write `lore.projects[0].path: group/project`");
		}
	}

	/**
	 * Refused before anything else sees it: then no message, plan, log or next command
	 * can repeat it.
	 */
	private void refuseSecretsInUrl() {
		String url = property(URL, "");
		if (!url.equals(Secrets.maskUrl(url))) {
			throw new LoreException(ExitCode.CONFIG_INVALID,
					"lore.gitlab.url must not contain a user, a password, a query or a fragment",
					"give the address alone, and the token with LORE_GITLAB_TOKEN or --token-file");
		}
	}

	/**
	 * One property as text.
	 */
	public String property(String name, String defaultValue) {
		return this.environment.getProperty(name, defaultValue);
	}

	/**
	 * A token and a token file can both be set; the one nearer to the command line
	 * counts, a file if they are equally near.
	 */
	private static void preferNearestToken(MutablePropertySources sources) {
		for (PropertySource<?> source : sources) {
			boolean file = has(source, TOKEN_FILE, "LORE_GITLAB_TOKEN_FILE", "LORE_GITLAB_TOKENFILE");
			if (!file && has(source, TOKEN, "LORE_GITLAB_TOKEN")) {
				sources.addFirst(new MapPropertySource("nearestToken", Map.of(TOKEN_FILE, "")));
				return;
			}
			if (file) {
				return;
			}
		}
	}

	private static boolean has(PropertySource<?> source, String... names) {
		for (String name : names) {
			Object value = source.getProperty(name);
			if (value != null && !value.toString().isBlank()) {
				return true;
			}
		}
		return false;
	}

	private static void addRequired(MutablePropertySources sources, Path file) {
		if (!Files.isRegularFile(file)) {
			throw new LoreException(ExitCode.CONFIG_NOT_FOUND, "there is no configuration file %s".formatted(file),
					"create it or leave --config out");
		}
		addIfPresent(sources, file);
	}

	private static void addIfPresent(MutablePropertySources sources, Path file) {
		if (!Files.isRegularFile(file)) {
			return;
		}
		try {
			new YamlPropertySourceLoader().load(file.toString(), new FileSystemResource(file))
				.forEach(sources::addLast);
		}
		catch (IOException ex) {
			throw new LoreException(ExitCode.IO, "the configuration file %s cannot be read".formatted(file));
		}
		catch (RuntimeException ex) {
			String reason = String.valueOf(ex.getMessage()).lines().map(String::strip).findFirst().orElse("");
			throw new LoreException(ExitCode.CONFIG_INVALID,
					"the configuration file %s is not valid YAML: %s".formatted(file, reason));
		}
	}

	private static Path configHome() {
		return home("XDG_CONFIG_HOME", ".config");
	}

	private static Path dataHome() {
		return home("XDG_DATA_HOME", ".local/share");
	}

	private static Path home(String variable, String fallback) {
		String configured = System.getenv(variable);
		if (configured != null && !configured.isBlank()) {
			return Path.of(configured);
		}
		String home = System.getenv("HOME");
		return Path.of((home != null && !home.isBlank()) ? home : System.getProperty("user.home")).resolve(fallback);
	}

	/**
	 * The effective values that are safe to show.
	 */
	public Map<String, String> shown() {
		Map<String, String> values = new LinkedHashMap<>();
		values.put("database", databaseFile().path().toString());
		values.put("gitlab_url", property(URL, "https://gitlab.com"));
		return values;
	}

	/**
	 * One entry of {@code lore.projects}.
	 *
	 * @param path full path or numeric id
	 */
	record Project(String path) {

	}

}
