package dev.lorebatch.preflight;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.ProjectPath;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.run.EntityFailure;

/**
 * Thrown when not every requested entity could be fetched. Nothing was written.
 */
public class PreflightFailedException extends LoreException {

	private static final long serialVersionUID = 1L;

	private static final int NAMED = 20;

	private final transient List<EntityFailure> failures;

	PreflightFailedException(PreflightReport report) {
		super(exitCode(report.failures()), message(report), suggestion(report), actions(report), null);
		this.failures = report.failures();
	}

	public List<EntityFailure> failures() {
		return this.failures;
	}

	/**
	 * Returns whether all failures may be gone later: nothing is written before.
	 */
	@Override
	public boolean retryable() {
		return this.failures.stream().allMatch(EntityFailure::retryable);
	}

	/**
	 * If all failed for the same reason and it is an outage, that is the reason of the
	 * run, so that a scheduler knows whether to try again.
	 */
	private static ExitCode exitCode(List<EntityFailure> failures) {
		Set<String> codes = failures.stream().map(EntityFailure::errorCode).collect(Collectors.toSet());
		return (codes.size() == 1) ? ExitCode.valueOf(codes.iterator().next()) : ExitCode.NOT_FOUND;
	}

	private static String message(PreflightReport report) {
		int requested = report.found().size() + report.failures().size();
		String named = report.failures()
			.stream()
			.limit(NAMED)
			.map((failure) -> "%s (%s)".formatted(failure.entity(), failure.outcome().words()))
			.collect(Collectors.joining(", "));
		int more = report.failures().size() - NAMED;
		return "%d of %d requested entities failed in preflight: %s%s".formatted(report.failures().size(), requested,
				named, (more > 0) ? " and %d more".formatted(more) : "");
	}

	private static String suggestion(PreflightReport report) {
		return report.found().isEmpty() ? "check the project, the IIDs and the token; nothing was written"
				: "leave the failing IIDs out, or check the token; nothing was written";
	}

	private static List<RecoveryAction> actions(PreflightReport report) {
		if (report.found().isEmpty()) {
			return List.of();
		}
		List<String> arguments = new java.util.ArrayList<>(List.of("sync", "-p", ProjectPath.of(report.project())));
		for (EntityKind kind : EntityKind.values()) {
			String iids = report.found()
				.keySet()
				.stream()
				.filter((entity) -> entity.kind() == kind)
				.map(EntityRef::iid)
				.sorted()
				.map(String::valueOf)
				.collect(Collectors.joining(","));
			if (!iids.isEmpty()) {
				arguments.add(kind.option());
				arguments.add(iids);
			}
		}
		return List.of(new RecoveryAction("sync the entities that were found", arguments));
	}

}
