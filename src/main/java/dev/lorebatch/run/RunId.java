package dev.lorebatch.run;

import java.util.regex.Pattern;

import com.github.f4b6a3.ulid.UlidCreator;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Names a run: chosen by the caller, or a ULID, which sorts by time of creation.
 */
public final class RunId {

	private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private RunId() {
	}

	public static String generate() {
		return UlidCreator.getMonotonicUlid().toString();
	}

	/**
	 * The run id itself.
	 * @throws LoreException with {@link ExitCode#USAGE} if it is none
	 */
	public static String validate(String runId) {
		if (!SYNTAX.matcher(runId).matches()) {
			String shown = (runId.length() > 70) ? runId.substring(0, 70) + "…" : runId;
			throw new LoreException(ExitCode.USAGE, "'%s' is not a run id".formatted(shown),
					"use 1 to 64 letters, digits, dots, underscores or dashes");
		}
		return runId;
	}

}
