package dev.lorebatch.gitlab;

import java.io.IOException;
import java.net.URLEncoder;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.LoreException;

/**
 * The secret. It is written into one request header and nowhere else.
 */
final class GitLabToken {

	private static final int MAX_FILE = 64 * 1024;

	/** Bytes. */
	private static final int FINGERPRINT = 8;

	/** Some editors write it in front of a text; it is no part of a token. */
	private static final String BYTE_ORDER_MARK = "\uFEFF";

	private final String value;

	private GitLabToken(String value) {
		this.value = value;
	}

	/**
	 * The configured token; a file wins over a value.
	 * @throws LoreException with {@link ExitCode#TOKEN_NOT_SET} or
	 * {@link ExitCode#CONFIG_INVALID}
	 */
	static GitLabToken from(GitLabProperties properties) {
		String configured = properties.tokenFile();
		Path file = (configured != null && !configured.isBlank()) ? path(configured) : null;
		String text = (file != null) ? read(file) : properties.token();
		if (text == null || text.isBlank()) {
			throw notSet(file);
		}
		String token = text.replace(BYTE_ORDER_MARK, "").strip();
		if (!token.chars().allMatch((character) -> character > ' ' && character < 127)) {
			throw new LoreException(ExitCode.CONFIG_INVALID, "the GitLab token contains a space or control character",
					"give the token alone, on one line");
		}
		return new GitLabToken(token);
	}

	/**
	 * For the request header only.
	 */
	String reveal() {
		return this.value;
	}

	/**
	 * Returns what its prefix says that it is.
	 */
	TokenKind kind() {
		return TokenKind.of(this.value);
	}

	/**
	 * Tells tokens apart without telling them: 64 bits of a hash of the token and a salt.
	 */
	String fingerprint(String salt) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256")
				.digest((salt + ":" + this.value).getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest, 0, FINGERPRINT);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex); // every Java has it
		}
	}

	/**
	 * The text without the token, should a server have repeated it: as it is, encoded for
	 * a URL, or in Base64.
	 */
	String mask(String text) {
		String masked = text.replace(this.value, toString());
		masked = masked.replace(URLEncoder.encode(this.value, StandardCharsets.UTF_8), toString());
		byte[] bytes = this.value.getBytes(StandardCharsets.UTF_8);
		return masked.replace(Base64.getEncoder().withoutPadding().encodeToString(bytes), toString());
	}

	@Override
	public String toString() {
		return "[masked]";
	}

	private static LoreException notSet(@Nullable Path file) {
		if (file != null) {
			return new LoreException(ExitCode.TOKEN_NOT_SET, "the token file %s is empty".formatted(file),
					"write the token into its first line");
		}
		return new LoreException(ExitCode.TOKEN_NOT_SET, "no GitLab token is set",
				"set LORE_GITLAB_TOKEN or GITLAB_TOKEN, or name a file with --token-file");
	}

	private static Path path(String configured) {
		try {
			return Path.of(configured);
		}
		catch (InvalidPathException ex) {
			throw new LoreException(ExitCode.CONFIG_INVALID,
					"lore.gitlab.token-file %s is not a file name".formatted(Excerpt.quote(configured)));
		}
	}

	/**
	 * The first line. The file may be a pipe, and it may be the wrong one.
	 */
	private static String read(Path file) {
		try (InputStream stream = Files.newInputStream(file)) {
			byte[] bytes = stream.readNBytes(MAX_FILE + 1);
			if (bytes.length > MAX_FILE) {
				throw noToken(file, "it is larger than 64 KB");
			}
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
			return text.replace(BYTE_ORDER_MARK, "").strip().lines().findFirst().orElse("");
		}
		catch (CharacterCodingException ex) {
			throw noToken(file, "it is not UTF-8 text");
		}
		catch (NoSuchFileException ex) {
			throw new LoreException(ExitCode.TOKEN_NOT_SET, "the token file %s does not exist".formatted(file),
					"create it, readable by its owner only");
		}
		catch (IOException ex) {
			String why = Files.isDirectory(file) ? "is a folder" : "cannot be read";
			throw new LoreException(ExitCode.IO, "the token file %s %s".formatted(file, why),
					"make it a file that this user can read");
		}
	}

	private static LoreException noToken(Path file, String why) {
		return new LoreException(ExitCode.CONFIG_INVALID, "the token file %s holds no token: %s".formatted(file, why),
				"write the token into its first line");
	}

}
