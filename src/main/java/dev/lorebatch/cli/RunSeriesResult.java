package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.IidList;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.run.SurgicalRequest;

/**
 * How the runs of a {@link RunSeries} ended.
 */
record RunSeriesResult(List<Entry> entries) {

	/**
	 * One run.
	 *
	 * @param ended {@code null} if it was not launched
	 * @param failure why it is not complete; {@code null} if it is, or its turn did not
	 * come
	 */
	record Entry(SurgicalRequest request, SyncRunner.@Nullable Ended ended, @Nullable LoreException failure) {

		private boolean neverBegan() {
			return this.ended == null;
		}

	}

	/**
	 * Why the command failed, {@code null} if it did not: the failure of the runs that
	 * have one if they agree on its code, else that part of the work is done.
	 */
	@Nullable LoreException failure() {
		List<Entry> failed = this.entries.stream().filter((entry) -> entry.failure() != null).toList();
		if (failed.isEmpty()) {
			return null;
		}
		LoreException first = Objects.requireNonNull(failed.get(0).failure());
		if (failed.size() == 1 && this.entries.size() == 1) {
			return first;
		}
		Set<ExitCode> codes = failed.stream()
			.map((entry) -> Objects.requireNonNull(entry.failure()).exitCode())
			.collect(Collectors.toSet());
		String named = failed.stream()
			.map((entry) -> "%s: %s".formatted(entry.request().project(),
					Objects.requireNonNull(entry.failure()).getMessage()))
			.collect(Collectors.joining("; "));
		return new LoreException((codes.size() == 1) ? first.exitCode() : ExitCode.RUN_FAILED,
				"%d of %d runs failed: %s".formatted(failed.size(), this.entries.size(), named), first.suggestion(),
				actions(), permanent(failed, first));
	}

	/**
	 * The first failure that trying again does not help against; else the first one.
	 */
	private static LoreException permanent(List<Entry> failed, LoreException first) {
		return failed.stream()
			.map((entry) -> Objects.requireNonNull(entry.failure()))
			.filter((failure) -> !failure.retryable())
			.findFirst()
			.orElse(first);
	}

	/**
	 * What to run next, for all of them.
	 */
	List<RecoveryAction> actions() {
		List<RecoveryAction> actions = new ArrayList<>();
		for (Entry entry : this.entries) {
			if (entry.failure() != null) {
				actions.addAll(entry.failure().actions());
			}
			else if (entry.ended() != null) {
				actions.addAll(entry.ended().actions());
			}
			if (entry.neverBegan()) {
				actions.add(sync("sync what was not begun", entry.request()));
			}
		}
		return List.copyOf(new LinkedHashSet<>(actions));
	}

	/**
	 * The command that syncs the same.
	 */
	static RecoveryAction sync(String description, SurgicalRequest request) {
		return sync(description, request.project(), request.entities());
	}

	static RecoveryAction sync(String description, String project, List<EntityRef> entities, String... options) {
		List<String> arguments = new ArrayList<>(List.of("sync", "-p", project));
		for (EntityKind kind : EntityKind.values()) {
			List<Long> iids = entities.stream()
				.filter((entity) -> entity.kind() == kind)
				.map(EntityRef::iid)
				.sorted()
				.toList();
			if (!iids.isEmpty()) {
				arguments.addAll(List.of(kind.option(), IidList.format(iids)));
			}
		}
		arguments.addAll(List.of(options));
		return new RecoveryAction(description, arguments);
	}

	List<Map<String, Object>> toJson() {
		return this.entries.stream().map(RunSeriesResult::toJson).toList();
	}

	private static Map<String, Object> toJson(Entry entry) {
		SyncRunner.Ended ended = entry.ended();
		if (ended != null) {
			return ended.report().toJson(ended.outcome());
		}
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("run_id", entry.request().runId());
		data.put("project", entry.request().project());
		data.put("outcome", "not_started");
		if (entry.failure() != null) {
			data.put("last_error",
					entry.failure().exitCode().name() + ": " + String.valueOf(entry.failure().getMessage()));
		}
		return data;
	}

	TerminalText describe() {
		TerminalText text = new TerminalText();
		for (Entry entry : this.entries) {
			SyncRunner.Ended ended = entry.ended();
			if (ended != null) {
				text.append(ended.report().describe(ended.outcome()));
			}
			else {
				text.line("run %s  %s  not started", entry.request().runId(), entry.request().project());
			}
		}
		return text;
	}

	/**
	 * What machines get beside the error: that of the run that failed, if it is one.
	 */
	Map<String, Object> details() {
		List<SyncRunner.Ended> failed = this.entries.stream()
			.filter((entry) -> entry.failure() != null)
			.map(Entry::ended)
			.filter(Objects::nonNull)
			.map(Objects::requireNonNull)
			.toList();
		return (failed.size() == 1) ? failed.get(0).details() : Map.of();
	}

}
