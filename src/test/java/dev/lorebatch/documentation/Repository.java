package dev.lorebatch.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of the repository, as people read them.
 */
final class Repository {

	static final Path ROOT = Path.of("").toAbsolutePath();

	private static final List<String> PAGES = List.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md");

	private Repository() {
	}

	static String read(String file) {
		return read(ROOT.resolve(file));
	}

	static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Every Markdown page.
	 */
	static List<Path> pages() {
		return documents().stream().filter((file) -> file.toString().endsWith(".md")).toList();
	}

	/**
	 * Every page and every example.
	 */
	static List<Path> documents() {
		List<Path> files = new ArrayList<>(PAGES.stream().map(ROOT::resolve).toList());
		files.addAll(filesIn("docs"));
		files.addAll(filesIn("jobs"));
		return files;
	}

	static List<Path> filesIn(String folder) {
		try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
			return files.filter(Files::isRegularFile).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static String name(Path file) {
		return ROOT.relativize(file).toString().replace('\\', '/');
	}

}
