package dev.lorebatch.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Arguments and variables as they were given. Java decodes them by the locale; without
 * one every letter that is not ASCII is lost, and a query with it finds nothing. The
 * kernel still has the bytes, which are read as UTF-8. Nothing is read while nothing is
 * lost.
 */
public final class GivenText {

	private static final Path ARGUMENTS = Path.of("/proc/self/cmdline");

	private static final Path VARIABLES = Path.of("/proc/self/environ");

	private GivenText() {
	}

	/**
	 * The arguments of this process.
	 * @param decoded what Java made of them
	 * @throws LoreException with {@link ExitCode#CONFIG_INVALID} if some of an argument
	 * is lost, with {@link ExitCode#USAGE} if it is no UTF-8
	 */
	public static String[] arguments(String[] decoded) {
		return arguments(decoded, ARGUMENTS);
	}

	/**
	 * @param source has the arguments of the process, the last ones are those
	 */
	static String[] arguments(String[] decoded, Path source) {
		if (Arrays.stream(decoded).noneMatch(LocaleCharset::isUnreadable) || !LocaleCharset.isUtf8OrNone()) {
			return decoded;
		}
		List<byte[]> given = split(source);
		int before = given.size() - decoded.length;
		String[] arguments = decoded.clone();
		for (int index = 0; index < decoded.length; index++) {
			if (LocaleCharset.isUnreadable(decoded[index])) {
				byte[] bytes = (before >= 0) ? given.get(before + index) : new byte[0];
				arguments[index] = argument(index, decoded[index], bytes);
			}
		}
		return arguments;
	}

	private static String argument(int index, String decoded, byte[] bytes) {
		if (!isSame(decoded, bytes)) {
			throw new LoreException(ExitCode.CONFIG_INVALID,
					"argument %d has letters that are lost, because the locale does not have them".formatted(index + 1),
					"set LC_ALL=C.UTF-8, which has them all, and run the command again");
		}
		String text = utf8(bytes);
		if (text == null) {
			throw new LoreException(ExitCode.USAGE, "argument %d is not UTF-8 text".formatted(index + 1),
					"write it in UTF-8");
		}
		return text;
	}

	/**
	 * The variables of the environment of this process. What cannot be read is as Java
	 * has it.
	 * @param decoded what Java made of them
	 */
	public static Map<String, String> variables(Map<String, String> decoded) {
		return variables(decoded, VARIABLES);
	}

	static Map<String, String> variables(Map<String, String> decoded, Path source) {
		if (decoded.values().stream().noneMatch(LocaleCharset::isUnreadable) || !LocaleCharset.isUtf8OrNone()) {
			return decoded;
		}
		Map<String, String> variables = new HashMap<>(decoded);
		for (byte[] bytes : split(source)) {
			String text = utf8(bytes);
			int equals = (text != null) ? text.indexOf('=') : -1;
			if (text != null && equals > 0) {
				variables.computeIfPresent(text.substring(0, equals),
						(name, value) -> LocaleCharset.isUnreadable(value) ? text.substring(equals + 1) : value);
			}
		}
		return variables;
	}

	/**
	 * Whether the readable letters are those of the bytes: a process may have changed
	 * what the kernel shows.
	 */
	private static boolean isSame(String decoded, byte[] bytes) {
		String plain = new String(bytes, StandardCharsets.UTF_8);
		return plainLetters(decoded).equals(plainLetters(plain)) && !plain.isEmpty();
	}

	private static String plainLetters(String text) {
		return text.replaceAll("[^\\x00-\\x7F]", "");
	}

	private static @Nullable String utf8(byte[] bytes) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	/**
	 * Every entry ends with a zero byte.
	 */
	private static List<byte[]> split(Path source) {
		List<byte[]> entries = new ArrayList<>();
		try {
			byte[] bytes = Files.readAllBytes(source);
			int start = 0;
			for (int index = 0; index < bytes.length; index++) {
				if (bytes[index] == 0) {
					entries.add(Arrays.copyOfRange(bytes, start, index));
					start = index + 1;
				}
			}
		}
		catch (IOException | SecurityException ex) {
			return List.of(); // not every kernel shows them
		}
		return entries;
	}

}
