package dev.lorebatch.sample;

/**
 * The access tokens the sample GitLab knows. Any other value is answered like no token.
 */
public final class SampleTokens {

	/** Sees everything: confidential issues, internal notes, the private project. */
	public static final String FULL = "sample-token-full-access";

	/** Another token of the user of {@link #FULL}. */
	public static final String FULL_ROTATED = "sample-token-full-access-rotated";

	/** Of another user who sees everything. */
	public static final String COLLEAGUE = "sample-token-colleague";

	/** Sees what a guest sees; the rest does not exist for it. */
	public static final String GUEST = "sample-token-guest";

	/** Valid, but without the scope to read the API. */
	public static final String TOO_SMALL = "sample-token-repository-only";

	/** Was valid once. */
	public static final String EXPIRED = "sample-token-expired";

	/** Was withdrawn by its owner. */
	public static final String REVOKED = "sample-token-revoked";

	private SampleTokens() {
	}

}
