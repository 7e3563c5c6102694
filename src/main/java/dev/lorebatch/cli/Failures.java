package dev.lorebatch.cli;

import java.util.List;

import picocli.CommandLine;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.bind.BindException;

import dev.lorebatch.database.DatabaseErrors;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.failure.Secrets;

/**
 * Makes of whatever was thrown what a user understands.
 */
final class Failures {

	private static final int MAX_LINE = 400;

	private Failures() {
	}

	static LoreException of(Throwable thrown) {
		LoreException known = LoreException.findIn(thrown);
		if (known != null) {
			return known;
		}
		LoreException database = DatabaseErrors.findIn(thrown);
		if (database != null) {
			return database;
		}
		for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
			if (cause instanceof BindException bind) {
				return invalid(bind);
			}
			if (cause instanceof ConfigurationPropertiesBindException && cause.getCause() == null) {
				return new LoreException(ExitCode.CONFIG_INVALID, "the configuration is not valid");
			}
		}
		return new LoreException(ExitCode.INTERNAL_ERROR,
				"unexpected %s: %s".formatted(thrown.getClass().getSimpleName(), firstLine(thrown)),
				"run it again with --debug and report what it prints", List.of(), thrown);
	}

	static LoreException usage(CommandLine.ParameterException ex) {
		LoreException known = LoreException.findIn(ex.getCause());
		if (known != null) {
			return known;
		}
		CommandLine command = ex.getCommandLine();
		String name = command.getCommandSpec().qualifiedName(" ");
		String path = name.contains(" ") ? name.substring(name.indexOf(' ') + 1) : "";
		List<String> help = path.isEmpty() ? List.of("--help")
				: java.util.stream.Stream
					.concat(java.util.Arrays.stream(path.split(" ")), java.util.stream.Stream.of("--help"))
					.toList();
		return new LoreException(ExitCode.USAGE, Secrets.mask(firstLine(ex)), "see the help of the command",
				List.of(new RecoveryAction("help", help)), null);
	}

	private static LoreException invalid(BindException bind) {
		Throwable root = bind;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		String value = (bind.getProperty() != null) ? String.valueOf(bind.getProperty().getValue()) : "";
		boolean secret = bind.getName().toString().contains("token");
		return new LoreException(ExitCode.CONFIG_INVALID,
				"%s%s is not valid".formatted(bind.getName(),
						(secret || value.isEmpty()) ? "" : " '" + Secrets.maskUrl(value) + "'"),
				"correct it in lore.yml or the environment");
	}

	private static String firstLine(Throwable thrown) {
		String line = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("").strip();
		return (line.length() > MAX_LINE) ? line.substring(0, MAX_LINE) + "…" : line;
	}

}
