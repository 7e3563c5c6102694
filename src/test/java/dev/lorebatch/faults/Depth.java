package dev.lorebatch.faults;

/**
 * How often a fault happens before the server recovers.
 */
enum Depth {

	ONCE("once", 1), TWICE("twice", 2), THREE_TIMES("three times", 3), FOR_EVER("for ever", FaultProxy.FOR_EVER);

	private final String label;

	private final int times;

	Depth(String label, int times) {
		this.label = label;
		this.times = times;
	}

	String label() {
		return this.label;
	}

	int times() {
		return this.times;
	}

}
