package dev.lorebatch.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import dev.lorebatch.database.DatabaseBackup;
import dev.lorebatch.database.DatabaseFile;
import dev.lorebatch.failure.ExitCode;

/**
 * {@code db backup}.
 */
@Command(name = "backup", mixinStandardHelpOptions = true,
		description = "Writes a consistent, verified copy of the database, also while a sync runs. Only its owner can "
				+ "read it.",
		footer = { "", "Examples:", "  lore-batch db backup /var/backups/lore.db",
				"  lore-batch db backup --force lore-backup.db" })
class DbBackupCommand implements Callable<Integer> {

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Parameters(paramLabel = "<file>", description = "The copy.")
	Path file = Path.of("");

	@Option(names = "--force", description = "Replace the file if it exists.")
	boolean force;

	DbBackupCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		Output output = this.context.output(this.global);
		DatabaseFile database = this.context.environment(this.global).databaseFile();
		DatabaseBackup.Copy copy = new DatabaseBackup(database, this.file, this.force).write();
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("database", database.path().toString());
		data.put("file", copy.file().toString());
		data.put("bytes", copy.bytes());
		data.put("schema_version", copy.schemaVersion());
		output.result(true, data, TerminalText.of("%s written and verified, %d bytes", copy.file(), copy.bytes()));
		return ExitCode.COMPLETED.number();
	}

}
