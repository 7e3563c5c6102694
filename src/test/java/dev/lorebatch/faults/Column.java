package dev.lorebatch.faults;

import java.util.List;
import java.util.function.Predicate;

import dev.lorebatch.run.SurgicalRequest;

/**
 * The places of a surgical run.
 */
enum Column implements Place {

	PROJECT("the project", (request) -> request.path().matches("/projects/[^/]+")),

	LIST("the list of issues in preflight", (request) -> request.path().endsWith("/issues") && !request.afterSets()),

	SINGLE("a single issue that the list does not have", (request) -> request.path().endsWith("/issues/5")),

	DISCUSSIONS("discussions", set("discussions")),

	STATE_EVENTS("state events", set("resource_state_events")),

	LABEL_EVENTS("label events", set("resource_label_events")),

	MILESTONE_EVENTS("milestone events", set("resource_milestone_events")),

	CLOSED_BY("merge requests that close the issue", set("closed_by")),

	DIFFS("changed files of a merge request", (request) -> request.path().endsWith("/diffs")),

	CLOSES_ISSUES("issues that a merge request closes", (request) -> request.path().endsWith("/closes_issues")),

	PAGE_2("page 2 of the discussions",
			(request) -> request.path().endsWith("/issues/5/discussions") && request.isPage(2)),

	CLOSING_LIST("the list of issues that verifies",
			(request) -> request.path().endsWith("/issues") && request.afterSets()),

	EVERY_SET("every request of the phase dependents", Seen::isSet);

	private static final String PROJECT_PATH = "harbor/lighthouse";

	private final String label;

	private final Predicate<Seen> target;

	Column(String label, Predicate<Seen> target) {
		this.label = label;
		this.target = target;
	}

	@Override
	public String label() {
		return this.label;
	}

	@Override
	public boolean matches(Seen request) {
		return this.target.test(request);
	}

	/**
	 * Whether the list of issues is to be empty, so that the issue is asked for alone.
	 */
	@Override
	public boolean hides(Seen request) {
		return this == SINGLE && request.path().endsWith("/issues") && !request.afterSets();
	}

	/**
	 * Several requests at once make no fixed order of single faults.
	 */
	@Override
	public List<Depth> depths() {
		return (this == EVERY_SET) ? List.of(Depth.FOR_EVER) : List.of(Depth.ONCE, Depth.TWICE, Depth.FOR_EVER);
	}

	@Override
	public String forwarded(String target) {
		return (this == PAGE_2) ? target.replaceFirst("(/issues/5/discussions.*[?&]per_page)=100", "$1=2") : target;
	}

	/**
	 * One issue and one merge request.
	 */
	static SurgicalRequest request(String runId) {
		return new SurgicalRequest(runId, PROJECT_PATH, List.of(5L), List.of(4L), true, true);
	}

	private static Predicate<Seen> set(String name) {
		return (request) -> request.path().matches("/projects/[0-9]+/issues/[0-9]+/" + name);
	}

}
