package dev.lorebatch.gitlab;

import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.gitlab.GitLabProperties.Auth;

/**
 * What a token is for, as far as its prefix tells
 * (https://docs.gitlab.com/security/tokens/#token-prefixes). Servers can have a prefix of
 * their own before it, and older ones give tokens without any.
 */
enum TokenKind {

	/** Of a person, a project or a group. */
	ACCESS("glpat-.+", null, TokenHeader.PRIVATE_TOKEN, TokenHeader.BEARER),

	/** Has no prefix, but is recognized by its shape. */
	OAUTH("[0-9a-f]{64}", null, TokenHeader.BEARER, TokenHeader.PRIVATE_TOKEN),

	JOB("glcbt-.+", "a CI job token, which GitLab takes for few endpoints", TokenHeader.JOB_TOKEN, TokenHeader.BEARER),

	OAUTH_SECRET("gloas-.+", "the secret of an OAuth application"),

	DEPLOY("gldt-.+", "a deploy token"),

	RUNNER("glrtr?-.+", "a runner token"),

	TRIGGER("glptt-.+", "a trigger token"),

	FEED("glft-.+", "a feed token"),

	INCOMING_MAIL("glimt-.+", "an incoming mail token"),

	AGENT("glagent-.+", "a token of an agent for Kubernetes"),

	SCIM("glsoat-.+", "a SCIM token"),

	FEATURE_FLAGS("glffct-.+", "a token of a feature flags client"),

	UNKNOWN(".*", null);

	private final Pattern pattern;

	private final @Nullable String description;

	private final TokenHeader first;

	private final TokenHeader second;

	TokenKind(String pattern, @Nullable String description) {
		this(pattern, description, TokenHeader.PRIVATE_TOKEN, TokenHeader.BEARER);
	}

	TokenKind(String pattern, @Nullable String description, TokenHeader first, TokenHeader second) {
		this.pattern = Pattern.compile("(?:.+-)?(?:" + pattern + ")");
		this.description = description;
		this.first = first;
		this.second = second;
	}

	/**
	 * Finds the kind of a token.
	 */
	static TokenKind of(String token) {
		for (TokenKind kind : values()) {
			if (kind.pattern.matcher(token).matches()) {
				return kind;
			}
		}
		return UNKNOWN;
	}

	/**
	 * Returns the headers to send it in, the likelier one first; the second one is for a
	 * server that does not accept the first.
	 */
	List<TokenHeader> headers(Auth auth) {
		return switch (auth) {
			case AUTO -> List.of(this.first, this.second);
			case PRIVATE_TOKEN -> List.of(TokenHeader.PRIVATE_TOKEN);
			case BEARER -> List.of(TokenHeader.BEARER);
			case JOB_TOKEN -> List.of(TokenHeader.JOB_TOKEN);
		};
	}

	/**
	 * Describes a kind that cannot read what a mirror needs; {@code null} for those that
	 * can, and where the prefix says nothing.
	 */
	@Nullable String unfit() {
		return this.description;
	}

}
