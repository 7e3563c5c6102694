package dev.lorebatch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The list of classes may grow old, but not unnoticed.
 */
class ClassPreloaderTests {

	@Test
	void mostOfTheListedClassesAreThere() throws IOException {
		List<String> listed;
		try (BufferedReader names = new BufferedReader(new InputStreamReader(
				ClassPreloader.class.getResourceAsStream("/start/classes.txt"), StandardCharsets.UTF_8))) {
			listed = names.lines().toList();
		}
		assertThat(listed).hasSizeGreaterThan(1000).doesNotHaveDuplicates();
		assertThat(ClassPreloader.load()).as("run scripts/list-start-classes again")
			.isGreaterThan(listed.size() * 9 / 10);
	}

}
