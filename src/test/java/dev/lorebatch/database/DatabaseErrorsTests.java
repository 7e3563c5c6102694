package dev.lorebatch.database;

import java.sql.SQLException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DatabaseErrors}.
 */
class DatabaseErrorsTests {

	@ParameterizedTest
	@CsvSource({ "SQLITE_BUSY, LOCKED", "SQLITE_LOCKED, LOCKED", "SQLITE_BUSY_SNAPSHOT, LOCKED",
			"SQLITE_BUSY_RECOVERY, LOCKED", "SQLITE_CORRUPT, DATABASE", "SQLITE_CORRUPT_VTAB, DATABASE",
			"SQLITE_NOTADB, DATABASE", "SQLITE_FULL, IO", "SQLITE_READONLY, IO", "SQLITE_READONLY_DIRECTORY, IO",
			"SQLITE_IOERR, IO", "SQLITE_IOERR_WRITE, IO", "SQLITE_CANTOPEN, IO", "SQLITE_CONSTRAINT_UNIQUE, DATABASE",
			"SQLITE_ERROR, DATABASE" })
	void everyResultCodeHasAnExitCode(SQLiteErrorCode code, ExitCode exitCode) {
		// given
		Throwable thrown = new IllegalStateException(
				new CannotCreateTransactionException("no", new SQLiteException("[" + code + "] no", code)));

		// when
		LoreException found = DatabaseErrors.findIn(thrown);

		// then
		assertThat(found).isNotNull();
		assertThat(found.exitCode()).isEqualTo(exitCode);
		assertThat(found.getMessage().lines()).hasSize(1);
		assertThat(found).hasRootCauseInstanceOf(SQLiteException.class);
	}

	/**
	 * SQLite ends the transaction by itself then, so that Spring has none to roll back.
	 */
	@Test
	void aFailedRollbackDoesNotHideItsCause() {
		TransactionSystemException ended = new TransactionSystemException("no", new SQLiteException(
				"[SQLITE_ERROR] cannot rollback - no transaction is active", SQLiteErrorCode.SQLITE_ERROR));
		ended.initApplicationException(
				new IllegalStateException(new SQLiteException("[SQLITE_FULL] full", SQLiteErrorCode.SQLITE_FULL)));
		assertThat(DatabaseErrors.findIn(new IllegalStateException(ended))).isNotNull()
			.satisfies((ex) -> assertThat(ex.getMessage()).isEqualTo("the disk is full"));
	}

	@Test
	void otherDatabaseFailuresAreDatabaseErrors() {
		assertThat(DatabaseErrors.findIn(new SQLException("closed"))).isNotNull()
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.DATABASE));
		assertThat(DatabaseErrors.findIn(new RuntimeException(new DataIntegrityViolationException("null"))))
			.isNotNull();
	}

	@Test
	void whatIsNoDatabaseFailureIsNone() {
		assertThat(DatabaseErrors.findIn(null)).isNull();
		assertThat(DatabaseErrors.findIn(new IllegalStateException(new RuntimeException()))).isNull();
	}

}
