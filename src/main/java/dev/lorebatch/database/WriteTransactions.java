package dev.lorebatch.database;

import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs work in an immediate write transaction; joins the chunk's transaction inside a
 * step that has one. Never wait for the network in there: SQLite has one writer.
 */
public class WriteTransactions {

	private final TransactionTemplate template;

	private final JdbcTemplate jdbc;

	WriteTransactions(TransactionTemplate template, JdbcTemplate jdbc) {
		this.template = template;
		this.jdbc = jdbc;
	}

	public <T extends @Nullable Object> T call(Function<WriteTransaction, T> work) {
		return this.template.execute((status) -> {
			WriteTransaction transaction = new WriteTransaction(this.jdbc);
			try {
				return work.apply(transaction);
			}
			finally {
				transaction.end();
			}
		});
	}

	public void run(Consumer<WriteTransaction> work) {
		call((transaction) -> {
			work.accept(transaction);
			return Boolean.TRUE;
		});
	}

}
