package dev.lorebatch.sample;

/**
 * The three kinds of resource event, each with its place in the sample data and the API.
 */
enum EventKind {

	STATE("stateEvents", "resource_state_events"),

	LABEL("labelEvents", "resource_label_events"),

	MILESTONE("milestoneEvents", "resource_milestone_events");

	private final String fact;

	private final String segment;

	EventKind(String fact, String segment) {
		this.fact = fact;
		this.segment = segment;
	}

	String fact() {
		return this.fact;
	}

	String segment() {
		return this.segment;
	}

}
