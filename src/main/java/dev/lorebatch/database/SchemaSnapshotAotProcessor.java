package dev.lorebatch.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

import org.sqlite.SQLiteDataSource;

import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.FileSystemUtils;

/**
 * While the program is packaged: migrates an empty database and keeps what became of it,
 * so that no new database has to go through all the migrations there ever were.
 */
class SchemaSnapshotAotProcessor implements BeanFactoryInitializationAotProcessor {

	@Override
	public BeanFactoryInitializationAotContribution processAheadOfTime(ConfigurableListableBeanFactory beanFactory) {
		String script = migrateAndDump();
		return (context, code) -> context.getGeneratedFiles().addResourceFile(SchemaSnapshot.RESOURCE, script);
	}

	private static String migrateAndDump() {
		try {
			Path folder = Files.createTempDirectory("schema");
			try {
				SQLiteDataSource source = new SQLiteDataSource();
				source.setUrl("jdbc:sqlite:" + folder.resolve("schema.db"));
				SchemaMigration.flyway(source).migrate();
				try (var connection = source.getConnection()) {
					return SchemaSnapshot.dump(connection);
				}
			}
			finally {
				FileSystemUtils.deleteRecursively(folder);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The migrations do not make a database", ex);
		}
	}

}
