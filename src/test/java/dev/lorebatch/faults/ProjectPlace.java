package dev.lorebatch.faults;

import java.util.List;
import java.util.function.Predicate;

import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;

/**
 * The places of a run of a whole project.
 */
enum ProjectPlace implements Place {

	PROJECT("the project in preflight", Situation.LATER,
			(request) -> request.path().matches("/projects/[^/]+") && !request.afterLookup()),

	LIST("page 1 of the list of issues", Situation.LATER,
			(request) -> request.isListing("issues") && request.listPage() == 1),

	LIST_2("page 2 of the list of issues", Situation.LATER,
			(request) -> request.isListing("issues") && request.listPage() == 2),

	FIRST_LIST_2("page 2 of the list of issues in a first run", Situation.FIRST,
			(request) -> request.isListing("issues") && request.listPage() == 2),

	DISCUSSIONS("discussions of an issue", Situation.LATER,
			(request) -> request.path().endsWith("/issues/3/discussions")),

	STATE_EVENTS("state events of an issue", Situation.LATER,
			(request) -> request.path().endsWith("/issues/3/resource_state_events")),

	EVERY_SET("every request of the phase dependents", Situation.LATER, Seen::isSet),

	LOOKED_AT_AGAIN("the list by IID of issues that are looked at again", Situation.OWED, Seen::isByIid),

	RECONCILED("the list by IID of issues that are reconciled", Situation.RECONCILED,
			(request) -> request.path().endsWith("/issues") && request.isByIid()),

	MISSING("a single issue that this list does not give", Situation.RECONCILED, Seen::isLookup),

	PROOF("the project as the proof that this issue is gone", Situation.RECONCILED,
			(request) -> request.path().matches("/projects/[^/]+") && request.afterLookup());

	private final String label;

	private final Situation situation;

	private final Predicate<Seen> target;

	ProjectPlace(String label, Situation situation, Predicate<Seen> target) {
		this.label = label;
		this.situation = situation;
		this.target = target;
	}

	@Override
	public String label() {
		return this.label;
	}

	Situation situation() {
		return this.situation;
	}

	@Override
	public boolean matches(Seen request) {
		return this.target.test(request);
	}

	/**
	 * Several requests at once make no fixed order of single faults.
	 */
	@Override
	public List<Depth> depths() {
		return (this == EVERY_SET) ? List.of(Depth.FOR_EVER) : List.of(Depth.ONCE, Depth.THREE_TIMES, Depth.FOR_EVER);
	}

	/**
	 * The lists of what changed come in pages of two.
	 */
	@Override
	public String forwarded(String target) {
		return target.contains(FaultProxy.LISTING) ? target.replaceFirst("([?&]per_page)=100", "$1=2") : target;
	}

	ProjectSyncRequest request(String runId) {
		return new ProjectSyncRequest(runId, RunMode.INCREMENTAL, List.of(ProjectWorld.PATH), null,
				this.situation == Situation.RECONCILED, true, true);
	}

}
