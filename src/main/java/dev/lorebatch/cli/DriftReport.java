package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.audit.DriftRate;
import dev.lorebatch.audit.MirrorSample;
import dev.lorebatch.cli.DriftCheck.Checked;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.run.EntityFailure;

/**
 * What {@code verify} found, for machines and for people.
 *
 * @param checked what was drawn and is still in the mirror
 * @param requests how many it took
 */
record DriftReport(MirrorSample sample, long seed, List<Checked> checked, int requests) {

	private static final int NAMED = 5;

	/**
	 * Those whose fields differ, by project.
	 */
	Map<String, List<EntityRef>> drifted() {
		return byProject(this.checked.stream().filter((one) -> !one.fields().isEmpty()).toList());
	}

	/**
	 * What is left when those that drifted are synced.
	 */
	DriftReport repaired() {
		return new DriftReport(this.sample, this.seed,
				this.checked.stream().filter((one) -> one.fields().isEmpty()).toList(), this.requests);
	}

	/**
	 * Returns the drift as a failure, {@code null} if the sample shows none. An entity
	 * that GitLab does not show is drift, unless the token may just not see it.
	 */
	@Nullable LoreException failure() {
		List<Checked> failed = this.checked.stream().filter((one) -> one.failure() != null && !one.isHidden()).toList();
		if (!failed.isEmpty()) {
			EntityFailure first = Objects.requireNonNull(failed.get(0).failure());
			boolean retryable = failed.stream()
				.map((one) -> Objects.requireNonNull(one.failure()))
				.allMatch(EntityFailure::retryable);
			return new IncomparableException(retryable, ExitCode.valueOf(first.errorCode()),
					"%d of %d sampled entities could not be compared, the first is %s: %s".formatted(failed.size(),
							this.checked.size(), failed.get(0).reference(), first.message()),
					retryable ? "run it again with the same --seed"
							: "once the cause is gone, run it again with the same --seed",
					actions());
		}
		long drifted = count("drifted");
		long hidden = this.checked.stream().filter((one) -> one.isHidden() && !one.mayBeHidden()).count();
		if (drifted + hidden == 0) {
			return null;
		}
		List<Checked> counted = different().stream().filter((one) -> !one.mayBeHidden()).toList();
		String named = counted.stream().limit(NAMED).map(DriftReport::explain).collect(Collectors.joining(", "));
		int more = counted.size() - NAMED;
		return new LoreException(ExitCode.HEALTH_CHECK_FAILED,
				"%d of %d sampled entities drifted, %d are not shown by GitLab: %s%s".formatted(drifted,
						this.checked.size(), hidden, named, (more > 0) ? " and %d more".formatted(more) : ""),
				(drifted > 0) ? "sync them, or run it with --repair"
						: "they are deleted or moved, or this token may not see them",
				actions(), null);
	}

	List<RecoveryAction> actions() {
		List<RecoveryAction> actions = new ArrayList<>();
		drifted()
			.forEach((project, entities) -> actions.add(RunSeriesResult.sync("sync what drifted", project, entities)));
		byProject(this.checked.stream().filter(Checked::isHidden).toList()).forEach((project, entities) -> actions
			.add(RunSeriesResult.sync("ask for what GitLab did not show", project, entities, "--preflight-only")));
		return actions;
	}

	Map<String, Object> toJson() {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("seed", this.seed);
		data.put("population", this.sample.population());
		data.put("sampled", this.checked.size());
		for (String outcome : List.of("matching", "drifted", "not_found", "forbidden")) {
			data.put(outcome, count(outcome));
		}
		data.put("may_be_hidden", mayBeHidden());
		data.put("failed", count("failed") + count("transform_failed"));
		DriftRate rate = rate();
		if (rate != null) {
			data.put("drift_rate", toJson(rate));
		}
		Map<String, Object> hints = new LinkedHashMap<>();
		hints.put("user_notes_differ", this.checked.stream().filter(Checked::notesDiffer).count());
		hints.put("other_fields_differ", otherFields());
		data.put("hints", hints);
		data.put("entities", different().stream().map(DriftReport::entity).toList());
		data.put("counters", Map.of("requests", this.requests));
		return data;
	}

	private static Map<String, Object> toJson(DriftRate rate) {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("rate", rate.rate());
		data.put("low", rate.low());
		data.put("high", rate.high());
		data.put("confidence", 0.95);
		data.put("method", "wilson_finite_population");
		return data;
	}

	TerminalText describe() {
		TerminalText text = new TerminalText();
		text.line("sampled %d of %d issues and merge requests, seed %d, %d requests", this.checked.size(),
				this.sample.population(), this.seed, this.requests);
		text.line("  matching %d, drifted %d, not found %d, forbidden %d, failed %d", count("matching"),
				count("drifted"), count("not_found"), count("forbidden"), count("failed") + count("transform_failed"));
		DriftRate rate = rate();
		if (rate != null) {
			text.line("  drift %.1f %%, in all of the mirror %.1f to %.1f %% (95 %% sure)", 100 * rate.rate(),
					100 * rate.low(), 100 * rate.high());
		}
		if (mayBeHidden() > 0) {
			text.line("  %d of those not shown may just be hidden from this token", mayBeHidden());
		}
		different().forEach((one) -> text.line("  %s", explain(one)));
		return text;
	}

	/**
	 * The population without those of the sample that could not be compared.
	 */
	private @Nullable DriftRate rate() {
		int drifted = (int) count("drifted");
		int compared = drifted + (int) count("matching");
		return DriftRate.of(drifted, compared, this.sample.population() - (this.sample.size() - compared));
	}

	private long count(String outcome) {
		return this.checked.stream().filter((one) -> one.outcome().equals(outcome)).count();
	}

	private long mayBeHidden() {
		return this.checked.stream().filter(Checked::mayBeHidden).count();
	}

	private long otherFields() {
		return this.checked.stream().filter((one) -> one.payloadDiffers() && one.fields().isEmpty()).count();
	}

	private List<Checked> different() {
		return this.checked.stream().filter((one) -> !one.outcome().equals("matching")).toList();
	}

	private static String explain(Checked one) {
		return "%s (%s)".formatted(one.reference(),
				one.fields().isEmpty() ? one.outcome().replace('_', ' ') : String.join(", ", one.fields()));
	}

	private static Map<String, List<EntityRef>> byProject(List<Checked> some) {
		return some.stream()
			.collect(Collectors.groupingBy(Checked::project, TreeMap::new,
					Collectors.mapping(Checked::entity, Collectors.toList())));
	}

	private static Map<String, Object> entity(Checked one) {
		Map<String, Object> entry = new LinkedHashMap<>();
		entry.put("project", one.project());
		entry.put("kind", one.entity().kind().value());
		entry.put("iid", one.entity().iid());
		entry.put("reference", one.reference());
		entry.put("outcome", one.outcome());
		entry.put("fields", one.fields());
		EntityFailure failure = one.failure();
		if (failure != null) {
			entry.put("error", EntityErrors.toJson(failure.httpStatus(), failure.errorCode(), failure.message(),
					failure.attempts(), failure.retryable()));
		}
		return entry;
	}

	/**
	 * Thrown for entities that could not be compared, each for a reason of its own.
	 */
	private static final class IncomparableException extends LoreException {

		private static final long serialVersionUID = 1L;

		private final boolean retryable;

		IncomparableException(boolean retryable, ExitCode exitCode, String message, String suggestion,
				List<RecoveryAction> actions) {
			super(exitCode, message, suggestion, actions, null);
			this.retryable = retryable;
		}

		@Override
		public boolean retryable() {
			return this.retryable;
		}

	}

}
