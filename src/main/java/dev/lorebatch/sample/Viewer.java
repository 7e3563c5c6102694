package dev.lorebatch.sample;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;

import com.sun.net.httpserver.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as told by the token.
 *
 * @param username the owner of the token
 * @param level the access level in all projects, null if they are no member
 * @param levelTold whether projects tell it
 * @param scopes what the token may be used for
 * @param tokenId the id of the token
 * @param tokenName the name of the token
 */
record Viewer(String username, @Nullable Integer level, boolean levelTold, List<String> scopes, long tokenId,
		String tokenName) {

	static final LocalDate TOKENS_EXPIRE = LocalDate.of(2027, 11, 1);

	private static final int MAINTAINER = 40;

	private static final int REPORTER = 20;

	private static final Map<String, Viewer> BY_TOKEN = Map.of(SampleTokens.FULL,
			member("keeper", "read_api", 90201, "lore mirror"), SampleTokens.FULL_ROTATED,
			member("keeper", "read_api", 90204, "lore mirror, rotated"), SampleTokens.COLLEAGUE,
			member("jan", "read_api", 90205, "a colleague's mirror"), SampleTokens.GUEST,
			new Viewer("guest.sailor", null, true, List.of("read_api"), 90202, "visiting"), SampleTokens.TOO_SMALL,
			member("keeper", "read_repository", 90203, "clone only"));

	/**
	 * Finds the viewer of a request.
	 * @throws ApiException if it has no valid token
	 */
	static Viewer of(Headers headers, SampleAccess access) {
		String token = token(headers);
		Viewer viewer = (token != null) ? BY_TOKEN.get(token) : null;
		if (viewer != null) {
			return new Viewer(viewer.username, access.level(viewer.username, viewer.level), access.isLevelTold(),
					viewer.scopes, viewer.tokenId, viewer.tokenName);
		}
		if (SampleTokens.EXPIRED.equals(token)) {
			throw ApiException.invalidToken("Token is expired. You can either do re-authorization or token refresh.");
		}
		if (SampleTokens.REVOKED.equals(token)) {
			throw ApiException.invalidToken("Token was revoked. You have to re-authorize from the user.");
		}
		throw ApiException.unauthorized();
	}

	private static Viewer member(String username, String scope, long tokenId, String tokenName) {
		return new Viewer(username, MAINTAINER, true, List.of(scope), tokenId, tokenName);
	}

	boolean isMember() {
		return this.level != null;
	}

	/**
	 * Returns whether they see confidential issues and internal notes.
	 */
	boolean seesHidden() {
		return this.level != null && this.level >= REPORTER;
	}

	boolean canReadApi() {
		return this.scopes.contains("read_api");
	}

	boolean sees(Facts note) {
		return seesHidden() || !(note.flag("internal") || note.flag("secret"));
	}

	private static @Nullable String token(Headers headers) {
		String token = headers.getFirst("Private-Token");
		if (token != null) {
			return token;
		}
		String authorization = headers.getFirst("Authorization");
		if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
			return authorization.substring(7).trim();
		}
		return null;
	}

}
