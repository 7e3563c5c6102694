package dev.lorebatch.faults;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.job.RunResult;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.RunProjectRows;
import dev.lorebatch.run.SyncRun;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.sample.SampleTokens;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a run of a whole project left behind when its faults were through. Checks what
 * must hold in every cell: above all, that nothing is claimed that is not so.
 */
final class ProjectObservation {

	private static final Set<String> EVENTS = Set.of("resource_state_events", "resource_label_events",
			"resource_milestone_events", "raw_payloads");

	private static final Set<String> OF_SETS = Set.of("resource_state_events", "resource_label_events",
			"resource_milestone_events", "discussions", "notes", "merge_request_files", "entity_references",
			"raw_payloads", "documents", "embeddings");

	private static final Set<String> TOMBSTONES = Set.of("issues", "documents", "embeddings");

	private final ProjectPlace place;

	private final Fault fault;

	private final RunResult result;

	private final ProjectUndisturbed wanted;

	private final SyncRun run;

	private final boolean projectFailed;

	private final TargetRequests target;

	private final ProjectState state;

	private final long unprovenSets;

	/** How many entities have sets that are refused. */
	private final long refusedSets;

	ProjectObservation(FaultedMirror mirror, String runId, ProjectPlace place, Fault fault, RunResult result,
			ProjectUndisturbed wanted) {
		this.place = place;
		this.fault = fault;
		this.result = result;
		this.wanted = wanted;
		this.run = mirror.mirror().bean(SyncRuns.class).find(runId).orElseThrow();
		this.projectFailed = mirror.mirror()
			.bean(RunProjectRows.class)
			.findByRun(runId)
			.stream()
			.anyMatch((project) -> project.isFailed());
		List<Seen> seen = mirror.proxy().seen();
		this.target = new TargetRequests(mirror.mirror(), runId, place, fault, seen);
		this.state = ProjectState.of(mirror, runId);
		this.unprovenSets = mirror.mirror()
			.count("SELECT count(*) FROM dependent_states WHERE complete = 0 AND unproven IS NOT NULL");
		this.refusedSets = mirror.mirror().count("SELECT count(*) FROM dependent_states WHERE refused IS NOT NULL");
		this.target.require(seen);
		require();
	}

	TargetRequests target() {
		return this.target;
	}

	private void require() {
		assertThat(String.valueOf(this.run.lastError())).doesNotContain(SampleTokens.FULL);
		assertThat(this.run.status()).isEqualTo((this.result.failure() != null) ? "failed" : "completed");
		for (EntityKind kind : EntityKind.values()) {
			String mark = this.state.watermarks().getOrDefault(kind.value(), "");
			if (!mark.equals(this.wanted.before().watermarks().getOrDefault(kind.value(), ""))) {
				assertThat(mark).as("a watermark that moved")
					.isEqualTo(this.wanted.after().watermarks().get(kind.value()));
				assertThat(this.state.entities(kind)).as("what the watermark of %s claims", kind.resource())
					.isEqualTo(this.wanted.after().entities(kind));
			}
		}
		if (this.result.failure() == null && !isCountedAsUnproven()) {
			assertThat(comparable(this.state)).as("what exit code 0 claims").isEqualTo(comparable(this.wanted.after()));
		}
	}

	/**
	 * Whether it differs, but only by sets that their entity says are refused or
	 * unproven.
	 */
	private boolean lacksSets() {
		List<String> differences = this.state.differences(this.wanted.after());
		return this.refusedSets > 0 && !differences.isEmpty() && OF_SETS.containsAll(differences);
	}

	private boolean isCountedAsUnproven() {
		return lacksSets() || lacksUnprovenEvents()
				|| this.state.gone() + this.state.unproven() == this.wanted.after().gone()
						&& lacksNothingButTombstones();
	}

	/**
	 * Whether it differs, but only by events of an entity that says that they are
	 * unproven.
	 */
	private boolean lacksUnprovenEvents() {
		List<String> differences = this.state.differences(this.wanted.after());
		return this.unprovenSets > 0 && !differences.isEmpty() && EVENTS.containsAll(differences);
	}

	private boolean lacksNothingButTombstones() {
		return TOMBSTONES.containsAll(this.state.differences(this.wanted.after()))
				&& this.state.entities(EntityKind.ISSUE).equals(this.wanted.after().entities(EntityKind.ISSUE));
	}

	/**
	 * What another run asked for, after which the mirror is that of an undisturbed run.
	 */
	String next(List<Seen> seen, ProjectState after) {
		String words = AskedWords.isSame(seen, this.wanted.next()) ? "nothing more" : words(seen);
		requireWhole(after, "another run");
		return words;
	}

	/**
	 * Whether the run is complete without sets that GitLab refused to its token.
	 */
	boolean isRefused() {
		return this.fault == Fault.FORBIDDEN && this.result.failure() == null && lacksSets();
	}

	/**
	 * What another run asked for, which leaves alone what was refused.
	 */
	String nextAfterRefusal(List<Seen> seen, ProjectState after) {
		assertThat(after.result()).as("content after another run").isEqualTo(this.state.result());
		return AskedWords.isSame(seen, this.wanted.next()) ? "nothing more" : words(seen);
	}

	/**
	 * What a restart asked for, after which the mirror is that of an undisturbed run.
	 */
	String restart(List<Seen> seen, ProjectState after) {
		requireWhole(after, "the restart");
		assertThat(after.content()).as("content and queues after the restart").isEqualTo(this.wanted.after().content());
		return endsWhereverItIs() ? "fetches the rest" : words(seen);
	}

	void requireWhole(ProjectState after, String run) {
		assertThat(after.watermarks()).as("watermarks after " + run).isEqualTo(this.wanted.after().watermarks());
		assertThat(comparable(after)).as("content after " + run).isEqualTo(comparable(this.wanted.after()));
	}

	/**
	 * Leaves out the payloads of issues that break a list by IID: those that GitLab gives
	 * alone have other fields.
	 */
	private Map<String, List<String>> comparable(ProjectState of) {
		Map<String, List<String>> result = of.result();
		if (this.place == ProjectPlace.LOOKED_AT_AGAIN || this.place == ProjectPlace.RECONCILED) {
			result.remove("raw_payloads");
		}
		return result;
	}

	private String words(List<Seen> seen) {
		return AskedWords.isSame(seen, this.wanted.asked()) ? "everything"
				: new AskedWords(seen, this.place.situation(), this.state.watermarks()).toString();
	}

	ProjectCell cell(String next, String restart) {
		int exitCode = (this.result.failure() != null) ? this.result.failure().exitCode().number() : 0;
		return new ProjectCell(String.valueOf(this.target.count()), this.target.waits(), outcome(), exitCode, stored(),
				this.wanted.watermarks(this.state), next, restart);
	}

	/**
	 * A run whose project or sets failed goes on with what it has, and fails at its end.
	 */
	private String outcome() {
		if (this.result.failure() == null) {
			return "done";
		}
		boolean wentOn = Phase.EMBED.stepName().equals(this.run.lastPhase());
		if (!wentOn) {
			return "failed in " + this.run.lastPhase();
		}
		return this.projectFailed ? "failed in ingest, went on" : "failed in dependents, went on";
	}

	private String stored() {
		ProjectState all = this.wanted.after();
		if (comparable(this.state).equals(comparable(all))) {
			return "all";
		}
		if (this.state.result().equals(this.wanted.before().result())) {
			return "nothing";
		}
		if (lacksUnprovenEvents() && this.result.failure() == null) {
			return "all, but these events, unproven";
		}
		if (lacksSets() && this.result.failure() == null) {
			return (this.place == ProjectPlace.EVERY_SET) ? "all entities, no sets, refused"
					: "all but this set, refused";
		}
		String unproven = (this.state.unproven() > 0) ? ", %d unproven".formatted(this.state.unproven()) : "";
		if (lacksNothingButTombstones()) {
			return "all but the tombstone" + unproven;
		}
		if (endsWhereverItIs()) {
			return "what came before";
		}
		return "%s, %d of %d sets%s%s".formatted(this.wanted.changes(this.state), this.state.sets(), this.wanted.sets(),
				(this.state.gone() < all.gone()) ? ", no tombstone" : "", unproven);
	}

	/**
	 * Where a token that is not accepted ends the phase, how much had arrived is a matter
	 * of luck.
	 */
	private boolean endsWhereverItIs() {
		return this.fault == Fault.UNAUTHORIZED
				&& (this.place == ProjectPlace.DISCUSSIONS || this.place == ProjectPlace.STATE_EVENTS);
	}

}
