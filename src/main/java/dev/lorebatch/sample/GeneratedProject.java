package dev.lorebatch.sample;

/**
 * A project whose content is computed from a seed when it is asked for, so that a very
 * large one costs little memory. The IIDs are 1 to the given counts without gaps.
 *
 * @param path the full path, for example {@code bench/large}
 * @param issues how many issues it has
 * @param mergeRequests how many merge requests it has
 * @param notesPerEntity how many notes each of them has
 * @param seed same seed, same content
 */
public record GeneratedProject(String path, int issues, int mergeRequests, int notesPerEntity, long seed) {

	public GeneratedProject {
		if (issues < 0 || mergeRequests < 0 || notesPerEntity < 0 || notesPerEntity > 900) {
			throw new IllegalArgumentException("counts must not be negative, and at most 900 notes per entity");
		}
	}

}
