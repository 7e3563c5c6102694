package dev.lorebatch.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.Secrets;

/**
 * A file whose first line is a secret for a request header. The secret is in no message,
 * and the name of the file in none where it may be the secret itself, given by mistake.
 */
public final class SecretFile {

	/** Some editors write it in front of a text; it is no part of a secret. */
	private static final String BYTE_ORDER_MARK = "\uFEFF";

	private static final int MAX_BYTES = 64 * 1024;

	private final String setting;

	private final String noun;

	private final ExitCode missing;

	private final Path path;

	private final String shown;

	private SecretFile(String setting, String noun, ExitCode missing, Path path, String shown) {
		this.setting = setting;
		this.noun = noun;
		this.missing = missing;
		this.path = path;
		this.shown = shown;
	}

	/**
	 * @param setting that names the file
	 * @param noun what the file holds, for messages
	 * @param missing the exit code where there is no secret
	 * @param name the value of the setting
	 * @throws LoreException with {@link ExitCode#CONFIG_INVALID} if that is no file name
	 */
	public static SecretFile of(String setting, String noun, ExitCode missing, String name) {
		try {
			return new SecretFile(setting, noun, missing, Path.of(name), Secrets.maskFileName(name));
		}
		catch (InvalidPathException ex) {
			throw new LoreException(ExitCode.CONFIG_INVALID, "the value of %s is not a file name".formatted(setting),
					instead(noun));
		}
	}

	/**
	 * Reads the first line that is not blank. The file may be a pipe, and it may be the
	 * wrong one. Warns if others can read it.
	 * @throws LoreException if there is none
	 */
	public String firstLine() {
		try (InputStream stream = Files.newInputStream(this.path)) {
			byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
			if (bytes.length > MAX_BYTES) {
				throw invalid("it is larger than 64 KB");
			}
			FilePermissions.warnIfShared("the %s file".formatted(this.noun), this.path);
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
			String line = clean(text).lines().findFirst().orElse("");
			if (line.isBlank()) {
				throw new LoreException(this.missing, "the %s file%s is empty".formatted(this.noun, named()),
						"write the %s into its first line".formatted(this.noun));
			}
			return line;
		}
		catch (CharacterCodingException ex) {
			throw invalid("it is not UTF-8 text");
		}
		catch (NoSuchFileException ex) {
			throw new LoreException(this.missing, this.shown.isEmpty()
					? "the value of %s is not the name of a file that exists; it is not shown, for it may be the %s itself"
						.formatted(this.setting, this.noun)
					: "the %s file%s does not exist".formatted(this.noun, named()),
					this.shown.isEmpty() ? instead(this.noun) : "create it, readable by its owner only");
		}
		catch (IOException ex) {
			String why = Files.isDirectory(this.path) ? "is a folder" : "cannot be read";
			throw new LoreException(ExitCode.IO, "the %s file%s %s".formatted(this.noun, named(), why),
					"make it a file that this user can read");
		}
	}

	/**
	 * Drops what is around a secret and no part of it.
	 */
	public static String clean(String text) {
		return text.replace(BYTE_ORDER_MARK, "").strip();
	}

	private static String instead(String noun) {
		return "give the name of a file that holds the %s, not the %s itself".formatted(noun, noun);
	}

	private String named() {
		return this.shown.isEmpty() ? "" : " " + this.shown;
	}

	private LoreException invalid(String why) {
		return new LoreException(ExitCode.CONFIG_INVALID,
				"the %s file%s holds no %s: %s".formatted(this.noun, named(), this.noun, why),
				"write the %s into its first line".formatted(this.noun));
	}

}
