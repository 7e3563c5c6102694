package dev.lorebatch.cli;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Why one entity failed, for machines.
 */
final class EntityErrors {

	private EntityErrors() {
	}

	/**
	 * @param attempts how often it was asked for, {@code null} if that was not noted
	 * @param retryable whether it may be gone later although nobody changed anything,
	 * {@code null} if that was not noted
	 */
	static Map<String, @Nullable Object> toJson(@Nullable Integer httpStatus, @Nullable String code,
			@Nullable String message, @Nullable Integer attempts, @Nullable Boolean retryable) {
		Map<String, @Nullable Object> error = new LinkedHashMap<>();
		error.put("http_status", httpStatus);
		error.put("code", code);
		error.put("message", message);
		error.put("attempts", attempts);
		error.put("retryable", retryable);
		return error;
	}

}
