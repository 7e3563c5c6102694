package dev.lorebatch.database;

import java.nio.file.Path;
import java.sql.SQLException;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * The one SQLite file that holds mirror, search and Batch metadata.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

	/**
	 * How long a statement waits for another process's write lock. Write transactions are
	 * short, so this is only reached if a process hangs while it holds the lock.
	 */
	static final int BUSY_TIMEOUT_MS = 10_000;

	@Bean
	DatabaseFile databaseFile(Environment environment) {
		return new DatabaseFile(Path.of(environment.getRequiredProperty("lore.database")));
	}

	@Bean
	OpenedDatabase openedDatabase(DatabaseFile file) {
		return new OpenedDatabase(file);
	}

	/**
	 * Nobody can get hold of a data source whose schema is not the newest.
	 */
	@Bean
	HikariDataSource dataSource(DatabaseFile file, OpenedDatabase opened) throws SQLException {
		SQLiteDataSource application = sqlite(file, TransactionMode.DEFERRED);
		file.requireRoom();
		file.create();
		if (file.mayOnlyBeRead()) {
			throw new LoreException(ExitCode.IO,
					"the database %s is read-only here: %s".formatted(file.path(), file.whyOnlyRead()),
					"it can be searched and looked at as it is; to change it, make the file and its folder writable, "
							+ "or name another file with --database");
		}
		try {
			new SchemaMigration().migrate(probe(file), sqlite(file, TransactionMode.IMMEDIATE));
		}
		catch (SQLException ex) {
			LoreException failure = DatabaseErrors.findIn(ex);
			if (failure != null) {
				throw failure;
			}
			throw ex;
		}
		opened.opened();
		return new ConnectionPool(application, opened);
	}

	@Bean
	PlatformTransactionManager transactionManager(DataSource dataSource, WriteTimes writeTimes) {
		return new ImmediateTransactionManager(dataSource, writeTimes);
	}

	@Bean
	WriteTimes writeTimes() {
		return new WriteTimes();
	}

	@Bean
	WriteTransactions writeTransactions(PlatformTransactionManager transactionManager, JdbcTemplate jdbcTemplate,
			DataSource dataSource) {
		return new WriteTransactions(new TransactionTemplate(transactionManager), dataSource,
				jdbcTemplate.getExceptionTranslator());
	}

	/**
	 * Reads and leaves the journal mode alone: setting it would change the file of
	 * another program, which is refused only after looking into it.
	 */
	private static SQLiteDataSource probe(DatabaseFile file) {
		SQLiteConfig config = new SQLiteConfig();
		config.setBusyTimeout(BUSY_TIMEOUT_MS);
		return sqlite(file, config);
	}

	private static SQLiteDataSource sqlite(DatabaseFile file, TransactionMode mode) {
		SQLiteConfig config = new SQLiteConfig();
		config.setBusyTimeout(BUSY_TIMEOUT_MS);
		config.setJournalMode(JournalMode.WAL);
		config.setSynchronous(SynchronousMode.NORMAL);
		config.enforceForeignKeys(true);
		config.setGetGeneratedKeys(false); // see PreparedStatements
		config.setTransactionMode(mode);
		return sqlite(file, config);
	}

	static SQLiteDataSource sqlite(DatabaseFile file, SQLiteConfig config) {
		if (file.path().toString().contains("?")) {
			throw new LoreException(ExitCode.CONFIG_INVALID,
					"the database path %s contains '?', which the SQLite driver cannot open".formatted(file.path()),
					"name another file with --database");
		}
		NativeLibrary.prepare();
		// DatabaseFile makes the file; where it is gone, an empty one would hide that
		config.resetOpenMode(SQLiteOpenMode.CREATE);
		SQLiteDataSource dataSource = new SQLiteDataSource(config);
		dataSource.setUrl("jdbc:sqlite:" + file.path());
		return dataSource;
	}

}
