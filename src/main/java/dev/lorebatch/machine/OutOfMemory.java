package dev.lorebatch.machine;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * What a user hears when there is no memory left, and what to set.
 */
public final class OutOfMemory {

	private static final long MB = 1024L * 1024;

	/** Enough for most mirrors. */
	private static final long ENOUGH_MB = 256;

	private OutOfMemory() {
	}

	/**
	 * The user's view of the first such error in the chain of causes, or {@code null} if
	 * there is none.
	 */
	public static @Nullable LoreException findIn(@Nullable Throwable thrown) {
		for (Throwable current = thrown; current != null; current = current.getCause()) {
			if (current instanceof OutOfMemoryError error) {
				return failure(error);
			}
		}
		return null;
	}

	/**
	 * The user's view of the error.
	 */
	public static LoreException failure(OutOfMemoryError error) {
		String reason = String.valueOf(error.getMessage());
		if (reason.contains("native thread")) {
			return failure("the system gives this process no more threads, or no memory for one",
					"raise the limit of processes of this user or container (ulimit -u, TasksMax, pids), or ask for less "
							+ "at once with LORE_GITLAB_CONCURRENCY=1",
					error);
		}
		if (reason.contains("heap") || reason.contains("GC overhead") || reason.contains("array size")) {
			long limit = Math.max(1, Runtime.getRuntime().maxMemory() / MB);
			long more = Math.max(ENOUGH_MB, 2 * limit);
			return failure("the memory that Java may use is full: %d MB".formatted(limit),
					"give it more, java -Xmx%1$dm -jar lore-batch.jar, or JAVA_OPTS=-Xmx%1$dm for the installed lore; or ask for less at once with LORE_GITLAB_CONCURRENCY=1"
						.formatted(more),
					error);
		}
		return failure("Java has no memory left: " + reason,
				"give the process or its container more memory, and take limits as -XX:MaxMetaspaceSize out of its options",
				error);
	}

	private static LoreException failure(String message, String suggestion, OutOfMemoryError error) {
		return new LoreException(ExitCode.OUT_OF_MEMORY, message, suggestion, List.of(), error);
	}

}
