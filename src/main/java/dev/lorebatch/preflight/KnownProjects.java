package dev.lorebatch.preflight;

import org.jspecify.annotations.Nullable;

/**
 * Tells what the mirror knows about the ids of projects.
 */
@FunctionalInterface
public interface KnownProjects {

	/** Knows none, as where the mirror must not be touched. */
	KnownProjects NONE = (path) -> null;

	/**
	 * Finds the id of the project that has this path, as far as the mirror knows;
	 * {@code null} if it knows none. Thread-safe.
	 */
	@Nullable Long idOf(String path);

}
