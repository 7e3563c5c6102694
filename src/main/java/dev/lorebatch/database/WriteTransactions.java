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

	private final SQLExceptionTranslator translator;

	WriteTransactions(TransactionTemplate template, DataSource dataSource, SQLExceptionTranslator translator) {
		this.template = template;
		this.dataSource = dataSource;
		this.translator = translator;
	}

	public <T extends @Nullable Object> T call(Function<WriteTransaction, T> work) {
		return this.template.execute((status) -> {
			Connection connection = DataSourceUtils.getConnection(this.dataSource);
			WriteTransaction transaction = new WriteTransaction(new PreparedStatements(connection, this.translator));
			try {
				return work.apply(transaction);
			}
			finally {
				transaction.end();
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

}
