package dev.lorebatch.views;

import dev.lorebatch.sample.SampleAccess;
import dev.lorebatch.sample.SampleTokens;

/**
 * Who looks at GitLab, and how much GitLab shows and tells them.
 */
enum Viewpoint {

	GUEST("Guest", SampleTokens.FULL, 10, true),

	FULL("full", SampleTokens.FULL, 40, true),

	NOT_TOLD("not told", SampleTokens.FULL, 40, false),

	OTHER_USER("another user, full", SampleTokens.COLLEAGUE, 40, true),

	OTHER_GUEST("another user, Guest", SampleTokens.GUEST, 10, true);

	private final String label;

	private final String token;

	private final int level;

	private final boolean told;

	Viewpoint(String label, String token, int level, boolean told) {
		this.label = label;
		this.token = token;
		this.level = level;
		this.told = told;
	}

	String label() {
		return this.label;
	}

	String token() {
		return this.token;
	}

	/**
	 * Has GitLab show what this viewpoint sees.
	 */
	void take(SampleAccess access) {
		access.setLevel("keeper", this.level);
		access.setLevel("jan", this.level);
		access.setLevel("guest.sailor", this.level);
		access.setLevelTold(this.told);
	}

}
