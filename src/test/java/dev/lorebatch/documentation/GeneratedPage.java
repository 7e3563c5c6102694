package dev.lorebatch.documentation;

import java.io.IOException;
import java.nio.file.Files;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pages that the program writes about itself. {@code -Ddocs.write=true} writes them anew.
 */
public final class GeneratedPage {

	private GeneratedPage() {
	}

	public static String read(String file) {
		return Repository.read(file);
	}

	public static void assertIsWritten(String file, String expected) throws IOException {
		if (Boolean.getBoolean("docs.write")) {
			Files.writeString(Repository.ROOT.resolve(file), expected);
		}
		assertThat(Repository.ROOT.resolve(file)).as("%s; -Ddocs.write=true writes it anew", file)
			.content()
			.isEqualTo(expected);
	}

}
