package dev.lorebatch.sample;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Fingerprints: they stand in for commits, and make discussion ids and entity tags.
 */
final class Digests {

	private Digests() {
	}

	static String sha1(String text) {
		return hex("SHA-1", text.getBytes(StandardCharsets.UTF_8));
	}

	static String md5(byte[] bytes) {
		return hex("MD5", bytes);
	}

	private static String hex(String algorithm, byte[] bytes) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
