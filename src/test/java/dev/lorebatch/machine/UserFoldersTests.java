package dev.lorebatch.machine;

import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class UserFoldersTests {

	@Test
	void homeIsThatOfTheVariableFirst() {
		assertThat(folders("/root", "HOME", "/home/other").home()).isEqualTo(Path.of("/home/other"));
		assertThat(folders("/root", "HOME", "").home()).isEqualTo(Path.of("/root"));
		assertThat(folders("/root").home()).isEqualTo(Path.of("/root"));
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "?", "relative" })
	void aUserWithoutHomeIsTold(@Nullable String entry) {
		assertRefused(() -> folders(entry).home(), "no home folder", "HOME is not set");
		assertRefused(() -> folders(entry).data(), "no home folder");
		assertRefused(() -> folders("/root", "HOME", "here").home(), "'here'", "not an absolute path");
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "?" })
	void whatIsOptionalIsAbsentWithoutHome(@Nullable String entry) {
		assertThat(folders(entry).config()).isNull();
		assertThat(folders(entry).cache()).isNull();
		assertThat(folders(entry, "XDG_CACHE_HOME", "/cache").cache()).isEqualTo(Path.of("/cache"));
		assertThat(folders(entry, "XDG_CONFIG_HOME", "relative").config()).isNull();
	}

	@Test
	void theSpecificationSaysWhereTheRestIs() {
		UserFolders byHome = folders("?", "HOME", "/h", "XDG_DATA_HOME", "relative", "XDG_CACHE_HOME", "~/c");
		assertThat(byHome.config()).isEqualTo(Path.of("/h/.config"));
		assertThat(byHome.data()).isEqualTo(Path.of("/h/.local/share"));
		assertThat(byHome.cache()).isEqualTo(Path.of("/h/c"));
		assertThat(folders("?", "XDG_DATA_HOME", "/d").data()).isEqualTo(Path.of("/d"));
	}

	@ParameterizedTest
	@CsvSource({ "~, /h", "~/m/lore.db, /h/m/lore.db", "~//m, /h/m", "m/lore.db, m/lore.db", "./~/m, ./~/m",
			"/data/a$5/b~c, /data/a$5/b~c", "cost$.db, cost$.db" })
	void aTildeIsTheHomeFolder(String name, String expected) {
		assertThat(folders("?", "HOME", "/h").expand("lore.database", name)).isEqualTo(Path.of(expected));
		assertThat(UserFolders.needed(name)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "$HOME/m/lore.db", "${HOME}/m/lore.db", "/data/$USER/lore.db", "~other/lore.db", "~x",
			"$(pwd)/lore.db", "`pwd`/lore.db" })
	void whatOnlyAShellExpandsIsRefused(String name) {
		assertRefused(() -> folders("/root").expand("lore.database", name), "lore.database '" + name + "'",
				"as by a shell");
		assertThat(UserFolders.needed(name)).contains("~/");
	}

	private static void assertRefused(Runnable call, String... parts) {
		assertThatExceptionOfType(LoreException.class).isThrownBy(call::run)
			.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG_INVALID))
			.satisfies((failure) -> assertThat(failure.getMessage()).contains(parts))
			.satisfies((failure) -> assertThat(failure.suggestion()).isNotBlank());
	}

	private static UserFolders folders(@Nullable String entry, String... variables) {
		Map<String, String> map = new java.util.HashMap<>();
		for (int index = 0; index < variables.length; index += 2) {
			map.put(variables[index], variables[index + 1]);
		}
		return new UserFolders(map, entry);
	}

}
