package dev.lorebatch.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.ResourcePropertySource;

import dev.lorebatch.database.DatabaseFile;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.Secrets;

/**
 * The settings of one command, by precedence: flag, environment, {@code ./lore.yml},
 * {@code $XDG_CONFIG_HOME/lore/lore.yml}, defaults. Needs no application context.
 */
public final class LoreEnvironment {

	private static final String URL = Setting.GITLAB_URL.key();

	private static final String DATABASE = "lore.database";

	private static final String TOKEN = Setting.GITLAB_TOKEN.key();

	private static final String DEFAULT_GITLAB = "https://gitlab.com";

	private final ConfigurableEnvironment environment;

	private final Surroundings surroundings;

	private LoreEnvironment(ConfigurableEnvironment environment, Surroundings surroundings) {
		this.environment = environment;
		this.surroundings = surroundings;
	}

	/**
	 * Reads the sources.
	 * @param surroundings where variables, {@code ./lore.yml} and the home are
	 * @param settings what the command line says
	 * @param configFile the file that replaces both standard ones, or {@code null}
	 * @throws LoreException with {@link ExitCode#CONFIG_NOT_FOUND} or
	 * {@link ExitCode#CONFIG_INVALID}
	 */
	public static LoreEnvironment load(Surroundings surroundings, Settings settings, @Nullable Path configFile) {
		StandardEnvironment environment = new StandardEnvironment() {

			@Override
			@SuppressWarnings({ "unchecked", "rawtypes" })
			public Map<String, Object> getSystemEnvironment() {
				return (Map) surroundings.variables();
			}

		};
		MutablePropertySources sources = environment.getPropertySources();
		sources.addFirst(new MapPropertySource("commandLine", settings.properties()));
		String gitlabToken = surroundings.variable("GITLAB_TOKEN");
		if (gitlabToken != null) {
			sources.addLast(new MapPropertySource("GITLAB_TOKEN", Map.of(TOKEN, gitlabToken)));
		}
		List<ConfigFile> files = read(surroundings, configFile);
		files.forEach((file) -> sources.addLast(new MapPropertySource(file.name(), file.values())));
		preferNearest(sources, Setting.GITLAB_TOKEN, Setting.GITLAB_TOKEN_FILE);
		preferNearest(sources, Setting.EMBEDDING_HEADER, Setting.EMBEDDING_HEADER_FILE);
		ConfigurationPropertySources.attach(environment);
		new SettingsCheck(surroundings.variables(), files).run(environment);
		LoreEnvironment loaded = new LoreEnvironment(environment, surroundings);
		loaded.refuseSecretsInUrl();
		sources.addFirst(new MapPropertySource("fixed", loaded.files()));
		sources.addLast(defaults());
		return loaded;
	}

	/**
	 * What Spring Boot's own search for configuration files would find, without the
	 * search, and without a file of that name in the current folder.
	 */
	private static PropertySource<?> defaults() {
		try {
			return new ResourcePropertySource("defaults", new ClassPathResource("application.properties"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * For Spring, with the program's own settings of it.
	 */
	public ConfigurableEnvironment environment() {
		return this.environment;
	}

	/**
	 * Where the mirror lives; a relative path is one from the current folder.
	 */
	public DatabaseFile databaseFile() {
		String configured = this.environment.getProperty(DATABASE);
		Path path = (configured != null && !configured.isBlank()) ? this.surroundings.path(DATABASE, configured)
				: this.surroundings.folders().data().resolve("lore").resolve("lore.db");
		return new DatabaseFile(this.surroundings.folder().resolve(path).toAbsolutePath().normalize());
	}

	/**
	 * The settings that name files, as they are opened.
	 */
	private Map<String, Object> files() {
		Map<String, Object> files = new HashMap<>();
		files.put(DATABASE, databaseFile().path().toString());
		for (Setting setting : Setting.FILES) {
			String name = this.environment.getProperty(setting.key());
			if (name != null && !name.isBlank()) {
				files.put(setting.key(), this.surroundings.path(setting.key(), name).toString());
			}
		}
		return files;
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
		String url = gitlabUrl();
		if (!url.equals(Secrets.maskUrl(url))) {
			throw new LoreException(ExitCode.CONFIG_INVALID,
					"lore.gitlab.url must not contain a user, a password, a query or a fragment",
					"give the address alone, and the token with LORE_GITLAB_TOKEN or --token-file");
		}
	}

	/**
	 * The server, without {@code /api/v4}.
	 */
	public String gitlabUrl() {
		String configured = this.environment.getProperty(URL);
		return (configured != null && !configured.isBlank()) ? configured.strip() : DEFAULT_GITLAB;
	}

	/**
	 * One property as text.
	 */
	public String property(String name, String defaultValue) {
		return this.environment.getProperty(name, defaultValue);
	}

	/**
	 * Settings as one object, for what works without an application context.
	 * @param prefix of the keys
	 */
	public <T> T bind(String prefix, Class<T> type) {
		return Binder.get(this.environment).bindOrCreate(prefix, type);
	}

	/**
	 * A secret and a file with it can both be set; the one nearer to the command line
	 * counts, a file if they are equally near.
	 */
	private static void preferNearest(MutablePropertySources sources, Setting secret, Setting fileWithIt) {
		for (PropertySource<?> source : sources) {
			boolean file = has(source, fileWithIt);
			if (!file && has(source, secret)) {
				sources.addFirst(new MapPropertySource("nearest " + secret, Map.of(fileWithIt.key(), "")));
				return;
			}
			if (file) {
				return;
			}
		}
	}

	private static boolean has(PropertySource<?> source, Setting setting) {
		String variable = setting.key().replace('.', '_').toUpperCase(Locale.ROOT);
		for (String name : List.of(setting.key(), variable.replace('-', '_'), variable.replace("-", ""))) {
			Object value = source.getProperty(name);
			if (value != null && !value.toString().isBlank()) {
				return true;
			}
		}
		return false;
	}

	private static List<ConfigFile> read(Surroundings surroundings, @Nullable Path configFile) {
		if (configFile != null) {
			return List.of(ConfigFile.read(configFile));
		}
		surroundings.requireFolder();
		Path config = surroundings.folders().config();
		Path here = surroundings.folder().resolve("lore.yml");
		return Stream.of(here, (config != null) ? config.resolve("lore").resolve("lore.yml") : here)
			.distinct()
			.filter(Files::exists)
			.map(ConfigFile::read)
			.toList();
	}

	/**
	 * The effective values that are safe to show.
	 */
	public Map<String, String> shown() {
		Map<String, String> values = new LinkedHashMap<>();
		values.put("database", databaseFile().path().toString());
		values.put("gitlab_url", gitlabUrl());
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
