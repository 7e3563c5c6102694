package dev.lorebatch.database;

import java.sql.Connection;
import java.util.function.Consumer;
import java.util.function.Function;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs work in an immediate write transaction; joins the chunk's transaction inside a
 * step that has one. Never wait for the network in there: SQLite has one writer.
 */
public class WriteTransactions {

	private final TransactionTemplate template;

	private final DataSource dataSource;

	private final StatementCache statements;

	WriteTransactions(TransactionTemplate template, DataSource dataSource, SQLExceptionTranslator translator) {
		this.template = template;
		this.dataSource = dataSource;
		this.statements = new StatementCache(translator);
	}

	public <T extends @Nullable Object> T call(Function<WriteTransaction, T> work) {
		return this.template.execute((status) -> {
			Connection connection = DataSourceUtils.getConnection(this.dataSource);
			try {
				return call(this.statements.of(connection), work);
			}
			finally {
				DataSourceUtils.releaseConnection(connection, this.dataSource);
			}
		});
	}

	public void run(Consumer<WriteTransaction> work) {
		call((transaction) -> {
			work.accept(transaction);
			return Boolean.TRUE;
		});
	}

	private static <T extends @Nullable Object> T call(PreparedStatements statements,
			Function<WriteTransaction, T> work) {
		WriteTransaction transaction = new WriteTransaction(statements);
		try {
			return work.apply(transaction);
		}
		finally {
			transaction.end();
		}
	}

}
