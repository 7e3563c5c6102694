package dev.lorebatch.config;

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.Secrets;
import dev.lorebatch.text.EditDistance;

/**
 * Every setting there is. The properties records bind the same keys; a test keeps the two
 * in step. Here they are known before there is a Spring context, so that a mistyped one
 * is not silently ignored.
 */
public enum Setting {

	GITLAB_URL("lore.gitlab.url", SettingType.url()),

	GITLAB_TOKEN("lore.gitlab.token", SettingType.text()),

	GITLAB_TOKEN_FILE("lore.gitlab.token-file", SettingType.file()),

	GITLAB_AUTH("lore.gitlab.auth", SettingType.choice("auto", "private-token", "bearer", "job-token")),

	GITLAB_CA_FILE("lore.gitlab.ca-file", SettingType.file()),

	GITLAB_CONCURRENCY("lore.gitlab.concurrency", SettingType.number(1, 64)),

	GITLAB_CONNECT_TIMEOUT("lore.gitlab.connect-timeout", SettingType.duration(Bounds.SHORTEST, Bounds.DAY)),

	GITLAB_READ_TIMEOUT("lore.gitlab.read-timeout", SettingType.duration(Bounds.SHORTEST, Bounds.DAY)),

	GITLAB_REQUEST_TIMEOUT("lore.gitlab.request-timeout", SettingType.duration(Bounds.SHORTEST, Bounds.DAY)),

	GITLAB_MAX_RESPONSE_SIZE("lore.gitlab.max-response-size", SettingType.size()),

	RETRY_MAX_ATTEMPTS("lore.gitlab.retry.max-attempts", SettingType.number(1, Integer.MAX_VALUE)),

	RETRY_INITIAL_WAIT("lore.gitlab.retry.initial-wait", SettingType.duration(Duration.ZERO, Bounds.DAY)),

	RETRY_MAX_WAIT("lore.gitlab.retry.max-wait", SettingType.duration(Duration.ZERO, Bounds.DAY)),

	RETRY_MAX_RETRY_AFTER("lore.gitlab.retry.max-retry-after", SettingType.duration(Duration.ZERO, Bounds.DAY)),

	DATABASE("lore.database", SettingType.database()),

	PROJECT("lore.projects[n].path", SettingType.text()),

	LOCK_WAIT("lore.lock.wait", SettingType.duration(Duration.ZERO, Bounds.DAY)),

	SYNC_PARALLEL_PROJECTS("lore.sync.parallel-projects", SettingType.number(1, 16)),

	SYNC_OVERLAP("lore.sync.overlap", SettingType.duration(Duration.ofSeconds(60), Bounds.DAY)),

	SYNC_RECONCILE_EVERY("lore.sync.reconcile-every", SettingType.number(0, Integer.MAX_VALUE)),

	SYNC_VERIFY_ROUNDS("lore.sync.verify-rounds", SettingType.number(0, 20)),

	CONFIDENTIAL("lore.confidential", SettingType.choice("keep", "redact", "drop")),

	EMBEDDING_PROVIDER("lore.embedding.provider", SettingType.choice("hashing", "ollama", "none")),

	EMBEDDING_URL("lore.embedding.url", SettingType.url()),

	EMBEDDING_MODEL("lore.embedding.model", SettingType.text()),

	EMBEDDING_HEADER("lore.embedding.header", SettingType.text()),

	EMBEDDING_HEADER_FILE("lore.embedding.header-file", SettingType.file()),

	EMBEDDING_CA_FILE("lore.embedding.ca-file", SettingType.file()),

	EMBEDDING_BATCH_SIZE("lore.embedding.batch-size", SettingType.number(1, 1_000)),

	EMBEDDING_TIMEOUT("lore.embedding.timeout", SettingType.duration(Bounds.SHORTEST, Bounds.DAY)),

	EMBEDDING_RETRY_MAX_ATTEMPTS("lore.embedding.retry.max-attempts", SettingType.number(1, Integer.MAX_VALUE)),

	EMBEDDING_RETRY_INITIAL_WAIT("lore.embedding.retry.initial-wait", SettingType.duration(Duration.ZERO, Bounds.DAY)),

	EMBEDDING_RETRY_MAX_WAIT("lore.embedding.retry.max-wait", SettingType.duration(Duration.ZERO, Bounds.DAY)),

	EMBEDDING_CHUNK_SIZE("lore.embedding.chunk-size", SettingType.number(200, Integer.MAX_VALUE)),

	EMBEDDING_CHUNK_OVERLAP("lore.embedding.chunk-overlap", SettingType.number(0, Integer.MAX_VALUE));

	/** Those that name files to read. */
	static final Set<Setting> FILES = Collections
		.unmodifiableSet(EnumSet.of(GITLAB_TOKEN_FILE, GITLAB_CA_FILE, EMBEDDING_HEADER_FILE, EMBEDDING_CA_FILE));

	private static final Pattern INDEX = Pattern.compile("\\[[0-9]+\\]");

	private static final Map<String, Setting> BY_UNIFORM_KEY = Stream.of(values())
		.collect(Collectors.toMap((setting) -> uniform(setting.key), Function.identity()));

	private final String key;

	@SuppressWarnings("ImmutableEnumChecker") // functions without state
	private final SettingType type;

	Setting(String key, SettingType type) {
		this.key = key;
		this.type = type;
	}

	/**
	 * As documented; {@code [n]} stands for an index.
	 */
	public String key() {
		return this.key;
	}

	/**
	 * Tells whether a value must not be repeated: it is a secret, or may be one that was
	 * given in place of the file that holds it.
	 */
	boolean isSecret(String value) {
		boolean secretFile = this == GITLAB_TOKEN_FILE || this == EMBEDDING_HEADER_FILE;
		return isSecret() || (secretFile && Secrets.maskFileName(value).isEmpty());
	}

	private boolean isSecret() {
		return this == GITLAB_TOKEN || this == EMBEDDING_HEADER;
	}

	/**
	 * Tells whether a file has a secret in it. A placeholder is none.
	 * @param values by documented key
	 */
	static boolean anySecretIn(Map<String, Object> values) {
		return Stream.of(values()).filter(Setting::isSecret).anyMatch((setting) -> {
			String value = String.valueOf(values.getOrDefault(setting.key, ""));
			return !value.isBlank() && !value.strip().matches("\\$\\{[^{}:]*\\}");
		});
	}

	SettingType type() {
		return this.type;
	}

	/**
	 * The documented spelling of a key in any of Spring's spellings ({@code tokenFile},
	 * {@code token_file}), its index kept; {@code null} if there is no such setting.
	 */
	public static @Nullable String canonical(String key) {
		Setting setting = BY_UNIFORM_KEY.get(uniform(key));
		if (setting == null) {
			return null;
		}
		Matcher index = INDEX.matcher(key);
		return index.find() ? setting.key.replace("[n]", index.group()) : setting.key;
	}

	/**
	 * The setting that was probably meant: one below the key, else by its last word or
	 * the spelling.
	 */
	public static Setting nearest(String key) {
		return Stream.of(values())
			.min(Comparator.comparingInt((Setting setting) -> distance(uniform(key), uniform(setting.key)))
				.thenComparingInt((setting) -> EditDistance.of(uniform(key), uniform(setting.key))))
			.orElseThrow();
	}

	private static int distance(String given, String known) {
		if (known.startsWith(given + ".") || known.startsWith(given + "[")) {
			return 1;
		}
		int byLastWord = 2 * EditDistance.of(lastWord(given), lastWord(known)) + 1;
		return Math.min(EditDistance.of(given, known), byLastWord);
	}

	private static String lastWord(String uniform) {
		return uniform.substring(uniform.lastIndexOf('.') + 1);
	}

	private static String uniform(String key) {
		return INDEX.matcher(key.toLowerCase(Locale.ROOT).replaceAll("[-_]", "")).replaceAll("[n]");
	}

	/**
	 * What durations make sense.
	 */
	private static final class Bounds {

		private static final Duration SHORTEST = Duration.ofMillis(1);

		private static final Duration DAY = Duration.ofHours(24);

	}

}
