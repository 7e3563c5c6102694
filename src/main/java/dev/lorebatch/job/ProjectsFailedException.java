package dev.lorebatch.job;

import java.util.List;
import java.util.stream.Collectors;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.run.RunFailure;
import dev.lorebatch.run.RunProject;

/**
 * Thrown at the end of a run of whole projects when some of them, or some entities,
 * failed; the others are committed.
 */
class ProjectsFailedException extends LoreException {

	private static final long serialVersionUID = 1L;

	private static final int NAMED = 10;

	private final boolean permanent;

	/**
	 * @param failedEntities how many there are
	 * @param firstEntities the first of them
	 * @param permanent whether the cause of some failure stays as long as nobody changes
	 * anything
	 */
	ProjectsFailedException(String runId, List<RunProject> projects, long failedEntities,
			List<RunFailure> firstEntities, boolean permanent) {
		super(exitCode(projects, failedEntities, firstEntities), message(projects, failedEntities, firstEntities),
				permanent ? "what was read is kept; trying again does not help before the cause is gone"
						: "what was read is kept; restart the run to do the rest",
				List.of(RecoveryAction.of("do what is missing" + (permanent ? ", once the cause is gone" : ""), "runs",
						"restart", runId)),
				null);
		this.permanent = permanent;
	}

	/**
	 * Returns whether all that failed may be gone later.
	 */
	@Override
	public boolean retryable() {
		return !this.permanent;
	}

	/**
	 * If nothing at all could be synced, the reason of the first says whether to try
	 * again.
	 */
	private static ExitCode exitCode(List<RunProject> projects, long failedEntities, List<RunFailure> firstEntities) {
		List<RunProject> failed = projects.stream().filter(RunProject::isFailed).toList();
		RunProject.Failure first = failed.isEmpty() ? null : failed.get(0).failure();
		if (first != null && failed.size() == projects.size() && failedEntities == 0) {
			return ExitCode.valueOf(first.errorCode());
		}
		boolean onlyTransform = failed.isEmpty() && failedEntities <= firstEntities.size()
				&& firstEntities.stream().allMatch((failure) -> failure.errorCode().equals(ExitCode.TRANSFORM.name()));
		return onlyTransform ? ExitCode.TRANSFORM : ExitCode.RUN_FAILED;
	}

	private static String message(List<RunProject> projects, long failedEntities, List<RunFailure> firstEntities) {
		List<RunProject> failed = projects.stream().filter(RunProject::isFailed).toList();
		StringBuilder message = new StringBuilder();
		if (!failed.isEmpty()) {
			RunProject.Failure first = failed.get(0).failure();
			message.append("%d of %d projects failed: %s; the first: %s".formatted(failed.size(), projects.size(),
					named(failed.stream().map(RunProject::project).toList(), failed.size()),
					(first != null) ? first.message() : ""));
		}
		if (failedEntities > 0) {
			message.append(failed.isEmpty() ? "" : "; ")
				.append("%d %s failed: %s; the first: %s".formatted(failedEntities,
						(failedEntities == 1) ? "entity" : "entities",
						named(firstEntities.stream().map(RunFailure::reference).toList(), failedEntities),
						firstEntities.get(0).message()));
		}
		return message.toString();
	}

	private static String named(List<String> names, long total) {
		String shown = names.stream().limit(NAMED).collect(Collectors.joining(", "));
		long more = total - Math.min(NAMED, names.size());
		return (more > 0) ? "%s and %d more".formatted(shown, more) : shown;
	}

}
