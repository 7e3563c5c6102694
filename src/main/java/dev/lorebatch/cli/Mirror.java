package dev.lorebatch.cli;

import java.time.Clock;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.database.ReadOnlyDatabase;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.search.ConfidentialPolicy;
import dev.lorebatch.search.DocumentProperties;
import dev.lorebatch.search.EmbeddingProviders;
import dev.lorebatch.search.EntityFreshness;
import dev.lorebatch.search.Search;
import dev.lorebatch.vector.EmbeddingProperties;
import dev.lorebatch.vector.EmbeddingProvider;
import dev.lorebatch.vector.VectorSearch;

/**
 * The mirror for commands that only read: no application context, no token, nothing is
 * created or migrated, and what a sync writes meanwhile is not seen half.
 */
final class Mirror implements AutoCloseable {

	private final LoreEnvironment environment;

	private final ReadOnlyDatabase database;

	private final JdbcClient jdbc;

	private Mirror(LoreEnvironment environment, ReadOnlyDatabase database) {
		this.environment = environment;
		this.database = database;
		this.jdbc = database.jdbc();
	}

	static Mirror open(LoreEnvironment environment) {
		return open(environment, howToSync());
	}

	static RecoveryAction howToSync() {
		return RecoveryAction.of("see how to sync", "sync", "--help");
	}

	/**
	 * @param sync what to run if there is no database yet
	 */
	static Mirror open(LoreEnvironment environment, RecoveryAction sync) {
		if (!environment.databaseFile().exists()) {
			throw new LoreException(ExitCode.NOT_FOUND_LOCALLY,
					"there is no mirror yet: the database %s does not exist"
						.formatted(environment.databaseFile().path()),
					"sync something first, or name the right one with --database", List.of(sync), null);
		}
		ReadOnlyDatabase database = ReadOnlyDatabase.open(environment.databaseFile());
		if (!database.isNewest()) {
			LoreException failure = database.outdated();
			database.close();
			throw failure;
		}
		return new Mirror(environment, database);
	}

	/**
	 * Makes sure that what was read of it is what is there.
	 * @throws LoreException if it is not known to be
	 */
	void requireInPlace() {
		this.database.requireInPlace();
	}

	JdbcClient jdbc() {
		return this.jdbc;
	}

	Search search() {
		EmbeddingProperties properties = this.environment.bind("lore.embedding", EmbeddingProperties.class);
		ConfidentialPolicy policy = this.environment.bind("lore", DocumentProperties.class).confidential();
		EmbeddingProvider provider = EmbeddingProviders.create(properties);
		return new Search(this.jdbc, new VectorSearch(this.jdbc, this.database::beside), policy, provider,
				EmbeddingProviders.profile(properties, provider));
	}

	EntityFreshness freshness() {
		return new EntityFreshness(this.jdbc, Clock.systemUTC());
	}

	@Override
	public void close() {
		this.database.close();
	}

}
