package dev.lorebatch.cli;

import java.nio.file.Path;
import java.util.Map;

import dev.lorebatch.config.Surroundings;
import dev.lorebatch.failure.ExitCode;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A command found by its name alone answers as if all of them had been built.
 */
class CommandTableTests {

	@Test
	void namesAreThoseOfTheCommands() {
		CommandLine root = new CommandLine(CommandLine.Model.CommandSpec.create(), new Blank());
		CommandTable.addAll(root);
		assertThat(root.getSubcommands()).isNotEmpty()
			.allSatisfy((name, command) -> assertThat(command.getCommandName()).isEqualTo(name));
	}

	@Test
	void helpOfTheProgramNamesEveryCommandWhateverElseIsThere() {
		String all = run("--help").stdout();
		assertThat(all).contains("sync", "search", "robot-docs");
		assertThat(run("--help", "sync").stdout()).isEqualTo(all);
		assertThat(run("help", "sync").stdout()).isEqualTo(run("sync", "--help").stdout());
	}

	@Test
	void aCommandBehindOptionsOrAMistakeIsFoundAmongAll() {
		assertThat(run("--robot", "sync", "--help").stdout()).isEqualTo(run("sync", "--help").stdout());
		assertThat(run("serach", "sync")).satisfies((mistake) -> {
			assertThat(mistake.exitCode()).isEqualTo(ExitCode.USAGE.number());
			assertThat(mistake.stderr()).contains("'serach'");
		});
		assertThat(run("sync", "runs").exitCode()).isEqualTo(ExitCode.USAGE.number());
	}

	private static InProcess.Ended run(String... arguments) {
		return InProcess.run(new Surroundings(Map.of(), Path.of("")), arguments);
	}

	/**
	 * Makes commands that nobody runs.
	 */
	private static final class Blank implements CommandLine.IFactory {

		@Override
		public <K> K create(Class<K> type) throws Exception {
			try {
				return type.getDeclaredConstructor(CommandContext.class).newInstance((CommandContext) null);
			}
			catch (NoSuchMethodException ex) {
				return CommandLine.defaultFactory().create(type);
			}
		}

	}

}
