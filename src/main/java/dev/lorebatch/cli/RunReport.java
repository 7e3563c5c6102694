package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.job.RunResult;
import dev.lorebatch.run.EntityOutcome;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.RetryEvent;
import dev.lorebatch.run.RunEntity;
import dev.lorebatch.run.SyncRun;
import dev.lorebatch.run.SyncRuns.PhaseRow;

/**
 * What the ledger knows of one run, for machines and for people.
 *
 * @param projects what became of whole projects; empty for a surgical run
 * @param views the views it has of its projects
 * @param liveOwner the process that works on it, {@code null} if none does
 */
record RunReport(SyncRun run, List<PhaseRow> phases, List<RunEntity> entities, ProjectsReceipt projects,
		ViewsReport views, List<RetryEvent> retries, @Nullable String liveOwner) {

	private static final int MAX_SHOWN = 20;

	/**
	 * @param outcome how the launch ended, {@code null} if the run is only looked at
	 */
	Map<String, Object> toJson(RunResult.@Nullable Outcome outcome) {
		Map<String, @Nullable Object> data = new LinkedHashMap<>();
		data.put("run_id", this.run.runId());
		data.put("project", this.run.project());
		data.put("mode", this.run.mode());
		data.put("outcome", (outcome != null) ? outcome.name().toLowerCase(Locale.ROOT) : this.run.status());
		data.put("status", this.run.status());
		data.put("phase", this.run.phase());
		data.put("last_phase", this.run.lastPhase());
		data.put("attempts", this.run.attempts());
		data.put("owner", this.liveOwner);
		data.put("requested",
				Map.of("issues", this.run.requestedIssues(), "merge_requests", this.run.requestedMergeRequests()));
		data.put("started_at", this.run.startedAt());
		data.put("finished_at", this.run.finishedAt());
		data.put("last_error", this.run.lastError());
		data.put("entities", this.entities.stream().map(RunReport::entity).toList());
		data.putAll(this.projects.toJson());
		data.put("views", this.views.toJson());
		data.put("verification", receipts().toJson());
		data.put("stage_timings_ms", timings());
		data.put("phases", this.phases.stream().map(this::phase).toList());
		data.put("counters", counters());
		data.put("retries", this.retries.stream().map(RunReport::retry).toList());
		data.put("warnings", warnings());
		data.values().removeIf(Objects::isNull);
		@SuppressWarnings("NullAway") // the nulls are gone
		Map<String, Object> result = data;
		return result;
	}

	List<Map<String, Object>> failedEntities() {
		return this.entities.stream().filter((entity) -> entity.errorCode() != null).map(RunReport::entity).toList();
	}

	/**
	 * What to run next when a run is done: to look again at what is not proven, to see
	 * what it warns of.
	 */
	List<RecoveryAction> nextActions() {
		List<RecoveryAction> actions = actionsForWhatIsMissing();
		if (!warnings().isEmpty()) {
			actions.add(RecoveryAction.of("look at the run", "runs", "show", this.run.runId()));
		}
		return actions;
	}

	/**
	 * What to run next for somebody who looks at the run: nothing while a process works
	 * on it.
	 */
	List<RecoveryAction> laterActions() {
		if (this.liveOwner != null || this.run.isOpen() || this.run.isAbandoned()) {
			return List.of();
		}
		return this.run.isComplete() ? actionsForWhatIsMissing() : List.of(RecoveryAction.restart(this.run.runId()));
	}

	private List<RecoveryAction> actionsForWhatIsMissing() {
		List<RecoveryAction> actions = new ArrayList<>(receipts().lookAgain(this.run.project()));
		boolean vectorsMissing = this.phases.stream()
			.anyMatch((phase) -> phase.phase().equals(Phase.EMBED.stepName()) && phase.warning() != null);
		if (vectorsMissing) {
			actions.add(RecoveryAction.of("make the missing vectors, once the cause is gone", "embed"));
		}
		return actions;
	}

	private ReceiptReport receipts() {
		return new ReceiptReport(this.entities);
	}

	TerminalText describe(RunResult.@Nullable Outcome outcome) {
		TerminalText text = new TerminalText();
		text.line("run %s  %s  %s", this.run.runId(), this.run.project(), headline(outcome));
		for (PhaseRow phase : this.phases) {
			text.line("  %-11s %-10s %6d ms  %s", phase.phase(), phaseStatus(phase), phase.elapsedMillis(),
					counterText(phase.phase()));
		}
		this.projects.describe(text);
		this.views.describe(text);
		describeEntities(text);
		warnings().forEach((warning) -> text.line("warning: %s", warning));
		return text;
	}

	/**
	 * Those that need attention, always; the others as long as they fit on a screen.
	 */
	private void describeEntities(TerminalText text) {
		int synced = 0;
		for (RunEntity entity : this.entities) {
			boolean fine = ReceiptReport.isFine(entity);
			synced += fine ? 1 : 0;
			if (!fine || synced <= MAX_SHOWN) {
				text.line("  %-8s %s%s%s%s", entity.entity(), entity.outcome().words(),
						(entity.change() != null) ? ", " + entity.change().replace('_', ' ') : "",
						ReceiptReport.describe(entity.receipt()), explanation(entity));
			}
		}
		if (synced > MAX_SHOWN) {
			text.line("  and %d more synced", synced - MAX_SHOWN);
		}
	}

	private static String explanation(RunEntity entity) {
		if (entity.outcome() == EntityOutcome.GONE) {
			return ": not found or not visible to the token any more";
		}
		return (entity.errorMessage() != null) ? ": " + entity.errorMessage() : "";
	}

	private String headline(RunResult.@Nullable Outcome outcome) {
		if (outcome == RunResult.Outcome.ALREADY_COMPLETE) {
			return "already complete";
		}
		String attempts = (this.run.attempts() > 1) ? ", attempt %d".formatted(this.run.attempts()) : "";
		String running = (this.liveOwner != null) ? ", " + this.liveOwner : "";
		String phase = this.run.phase();
		String where = phase.equals("failed") ? "failed in " + this.run.lastPhase()
				: this.run.status().equals("stopped") ? "stopped in " + phase : phase;
		return where + attempts + running;
	}

	private Map<String, Long> timings() {
		Map<String, Long> timings = new LinkedHashMap<>();
		for (Phase phase : Phase.values()) {
			timings.put(phase.stepName(), this.run.phaseMillis().getOrDefault(phase.stepName(), 0L));
		}
		return timings;
	}

	private Map<String, Object> counters() {
		Map<String, Object> counters = new LinkedHashMap<>();
		counters.put("requests", total("requests"));
		counters.put("retries", total("retries"));
		for (PhaseRow phase : this.phases) {
			counters.put(phase.phase(), this.run.counters().getOrDefault(phase.phase(), Map.of()));
		}
		return counters;
	}

	private long total(String counter) {
		return this.run.counters().values().stream().mapToLong((phase) -> phase.getOrDefault(counter, 0L)).sum();
	}

	private String counterText(String phase) {
		List<String> parts = new ArrayList<>();
		this.run.counters().getOrDefault(phase, Map.of()).forEach((name, value) -> {
			if (value > 0 && !name.equals("skipped")) {
				parts.add("%s %d".formatted(name.replace('_', ' '), value));
			}
		});
		return String.join(", ", parts);
	}

	private String phaseStatus(PhaseRow phase) {
		boolean skipped = this.run.counters().getOrDefault(phase.phase(), Map.of()).getOrDefault("skipped", 0L) > 0;
		return skipped ? "skipped" : phase.status();
	}

	List<String> warnings() {
		return this.phases.stream().map(PhaseRow::warning).filter(Objects::nonNull).toList();
	}

	private Map<String, @Nullable Object> phase(PhaseRow phase) {
		Map<String, @Nullable Object> entry = new LinkedHashMap<>();
		entry.put("phase", phase.phase());
		entry.put("status", phaseStatus(phase));
		entry.put("attempts", phase.attempts());
		entry.put("elapsed_ms", phase.elapsedMillis());
		return entry;
	}

	private static Map<String, Object> entity(RunEntity row) {
		Map<String, @Nullable Object> entry = new LinkedHashMap<>();
		entry.put("kind", row.entity().kind().value());
		entry.put("iid", row.entity().iid());
		entry.put("outcome", row.outcome().value());
		entry.put("change", row.change());
		entry.put("gitlab_updated_at", row.version().updatedAt());
		entry.put("gitlab_user_notes_count", row.version().userNotesCount());
		entry.put("fetched_at", row.fetchedAt());
		entry.putAll(ReceiptReport.fields(row.receipt()));
		entry.put("http_status", row.httpStatus());
		if (row.errorCode() != null || row.outcome().compareTo(EntityOutcome.REQUESTED) < 0) {
			entry.put("error", EntityErrors.toJson(row.httpStatus(), row.errorCode(), row.errorMessage(),
					row.attempts(), row.retryable()));
		}
		entry.values().removeIf(Objects::isNull);
		@SuppressWarnings("NullAway") // the nulls are gone
		Map<String, Object> result = entry;
		return result;
	}

	private static Map<String, Object> retry(RetryEvent event) {
		Map<String, Object> entry = new LinkedHashMap<>();
		entry.put("phase", event.phase());
		entry.put("request", event.request());
		entry.put("attempt", event.attempt());
		entry.put("cause", event.cause());
		entry.put("wait_ms", event.waitMillis());
		entry.put("at", event.occurredAt());
		return entry;
	}

}
