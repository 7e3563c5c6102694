package dev.lorebatch.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.http.FilePermissions;

/**
 * A configuration file as it was read.
 *
 * @param name as it was given, for messages
 * @param values by key, known ones in their documented spelling
 * @param lines where each key stands
 * @param problems what is wrong with the keys
 */
record ConfigFile(String name, Map<String, Object> values, Map<String, Integer> lines, List<String> problems) {

	/** No settings need more; another file was named by mistake. */
	private static final int MAX_BYTES = 256 * 1024;

	/**
	 * Reads a file; it may be a pipe.
	 * @throws LoreException with {@link ExitCode#CONFIG_NOT_FOUND}, {@link ExitCode#IO}
	 * or, if it is no YAML with settings, {@link ExitCode#CONFIG_INVALID}
	 */
	static ConfigFile read(Path file) {
		YamlSettings settings = new YamlSettings(file.toString());
		settings.read(text(file));
		if (Setting.anySecretIn(settings.values())) {
			FilePermissions.warnIfShared("the configuration file with a secret,", file);
		}
		return new ConfigFile(file.toString(), settings.values(), settings.lines(), settings.problems());
	}

	private static String text(Path file) {
		try (InputStream stream = Files.newInputStream(file)) {
			byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
			if (bytes.length > MAX_BYTES) {
				throw invalid(file, "it is larger than %d KB".formatted(MAX_BYTES / 1024));
			}
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
			return text.startsWith("\uFEFF") ? text.substring(1) : text;
		}
		catch (CharacterCodingException ex) {
			throw invalid(file, "it is not UTF-8 text");
		}
		catch (NoSuchFileException ex) {
			throw new LoreException(ExitCode.CONFIG_NOT_FOUND, "there is no configuration file %s".formatted(file),
					"create it or leave --config out");
		}
		catch (IOException ex) {
			String why = Files.isDirectory(file) ? "is a folder" : "cannot be read";
			throw new LoreException(ExitCode.IO, "the configuration file %s %s".formatted(file, why),
					"make it a file that this user can read");
		}
	}

	private static LoreException invalid(Path file, String why) {
		return new LoreException(ExitCode.CONFIG_INVALID,
				"the configuration file %s is not valid: %s".formatted(file, why));
	}

}
