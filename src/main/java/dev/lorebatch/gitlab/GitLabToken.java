package dev.lorebatch.gitlab;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.http.SecretFile;

/**
 * The secret. It is written into one request header and nowhere else.
 */
final class GitLabToken {

	/** Bytes. */
	private static final int FINGERPRINT = 8;

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
		String file = properties.tokenFile();
		String text = (file != null && !file.isBlank())
				? SecretFile.of("--token-file (lore.gitlab.token-file)", "token", ExitCode.TOKEN_NOT_SET, file)
					.firstLine()
				: properties.token();
		if (text == null || text.isBlank()) {
			throw new LoreException(ExitCode.TOKEN_NOT_SET, "no GitLab token is set",
					"set LORE_GITLAB_TOKEN or GITLAB_TOKEN, or name a file with --token-file");
		}
		String token = SecretFile.clean(text);
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

}
