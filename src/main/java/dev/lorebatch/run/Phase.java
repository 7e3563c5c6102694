package dev.lorebatch.run;

/**
 * The phases of a sync. A phase is a Spring Batch step; the names are stored and
 * therefore frozen.
 */
public enum Phase {

	PREFLIGHT("preflight"), INGEST("ingest"), DEPENDENTS("dependents"), DOCS("docs"), EMBED("embed");

	private final String stepName;

	Phase(String stepName) {
		this.stepName = stepName;
	}

	public String stepName() {
		return this.stepName;
	}

	public static Phase ofStep(String stepName) {
		for (Phase phase : values()) {
			if (phase.stepName.equals(stepName)) {
				return phase;
			}
		}
		throw new IllegalArgumentException("No phase has the step name '" + stepName + "'");
	}

	/**
	 * Whether the phase changes the mirror and so needs the mutation lock.
	 */
	public boolean mutates() {
		return this != PREFLIGHT;
	}

}
