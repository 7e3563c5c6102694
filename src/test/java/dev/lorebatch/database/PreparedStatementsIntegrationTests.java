package dev.lorebatch.database;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Statements that are used again, and what could be left in them.
 */
class PreparedStatementsIntegrationTests {

	private static final String INSERT = "INSERT INTO things (id, name) VALUES (?, ?)";

	private static final String FIND = "SELECT name FROM things WHERE id >= ? ORDER BY id";

	@TempDir
	Path folder;

	private TestDatabase database;

	@BeforeEach
	void open() {
		this.database = TestDatabase.in(this.folder);
		this.database.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT UNIQUE)");
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void everyUseHasItsOwnArguments() {
		insert(1, "one");
		insert(2, null);
		insert(3, "three");
		assertThat(find(1)).containsExactly("one", null, "three");
		assertThat(find(3)).containsExactly("three");
	}

	@Test
	void aQueryCanBeAskedAgainForEachOfItsRows() {
		insert(1, "one");
		insert(2, "two");
		List<List<String>> found = this.database.transactions()
			.call((tx) -> tx.query(FIND,
					(row, index) -> tx.query(FIND, (inner, position) -> inner.getString(1), index + 1), 1));
		assertThat(found).containsExactly(List.of("one", "two"), List.of("two"));
		assertThat(find(2)).containsExactly("two");
	}

	@Test
	void aStatementThatFailedWorksTheNextTime() {
		insert(1, "one");
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> insert(1, "again"));
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> this.database.transactions().run((tx) -> tx.update("INSERT INTO nowhere VALUES (1)")));
		insert(2, "two");
		assertThat(find(1)).containsExactly("one", "two");
	}

	@Test
	void whatIsRolledBackIsGoneAndNothingStaysOpen() {
		insert(1, "one");
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.database.transactions().run((tx) -> {
				tx.update(INSERT, 2, "two");
				tx.query(FIND, (row, index) -> {
					throw new IllegalStateException("in the middle of the rows");
				}, 1);
			}));
		assertThat(find(1)).containsExactly("one");
		// Would be locked if a result were still open
		this.database.execute("DROP TABLE things");
	}

	@Test
	void nothingIsInProgressBetweenTransactions() {
		insert(1, "one");
		insert(2, "two");
		find(1);
		// Would be refused: the driver's look for generated keys stays open behind an
		// INSERT
		this.database.jdbc().sql("VACUUM INTO ?").param(this.folder.resolve("copy.db").toString()).update();
		assertThat(find(1)).containsExactly("one", "two");
	}

	@Test
	void statementsFollowAChangeOfTheirTable() {
		insert(1, "one");
		assertThat(find(1)).containsExactly("one");
		this.database.execute("ALTER TABLE things RENAME TO others");
		this.database.execute("CREATE VIEW things AS SELECT id, 'new' AS name FROM others");
		assertThat(find(1)).containsExactly("new");
	}

	@Test
	void manyDifferentStatementsPushEachOtherOut() {
		insert(1, "one");
		this.database.transactions().run((tx) -> {
			for (int number = 0; number < 1_000; number++) {
				assertThat(tx.queryForLong("SELECT id + %d FROM things WHERE id = ?".formatted(number), 1))
					.isEqualTo(1 + number);
			}
		});
		assertThat(find(1)).containsExactly("one");
	}

	private void insert(int id, String name) {
		this.database.transactions().run((tx) -> tx.update(INSERT, id, name));
	}

	private List<String> find(int from) {
		return this.database.transactions().call((tx) -> tx.query(FIND, (row, index) -> row.getString(1), from));
	}

}
