package dev.lorebatch.functional;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;

import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What users download.
 */
class PackagedJarFunctionalTests {

	private static final Path JAR = LoreProgram.JAR;

	private static final long LARGEST = 60_000_000;

	@Test
	void isSmall() throws IOException {
		assertThat(Files.size(JAR)).isLessThan(LARGEST);
	}

	@Test
	void letsTheDriverLoadItsLibraryWithoutAWarning() throws IOException {
		try (JarFile jar = new JarFile(JAR.toFile())) {
			assertThat(jar.getManifest().getMainAttributes().getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
		}
	}

	@Test
	void isProcessedAheadOfTime() throws IOException {
		try (JarFile jar = new JarFile(JAR.toFile())) {
			assertThat(jar.getEntry("dev/lorebatch/LoreBatchApplication__ApplicationContextInitializer.class"))
				.isNotNull();
		}
	}

	@Test
	void hasEveryMigrationAndNoTestLibrary() throws IOException {
		try (JarFile jar = new JarFile(JAR.toFile())) {
			long migrations = jar.stream()
				.filter((entry) -> entry.getName().matches("db/migration/V\\d+__.*\\.sql"))
				.count();
			try (var files = Files.list(Path.of("migrations"))) {
				assertThat(migrations).isEqualTo(files.filter((file) -> file.toString().endsWith(".sql")).count());
			}
			assertThat(jar.stream().map(Object::toString)).noneMatch((name) -> name.contains("wiremock"))
				.noneMatch((name) -> name.contains("junit"));
		}
	}

	@Test
	void runsAsItComes(@TempDir Path folder) {
		try (SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults())) {
			LoreHome home = LoreHome.of(folder, sample.url());
			CliResult result = home.runPlainJar("sync", "-p", "harbor/lighthouse", "--issue", "1", "--run-id", "r1");
			assertThat(result).succeeded();
			assertThat(home.warm().run("runs", "show", "r1")).succeeded();
		}
	}

}
