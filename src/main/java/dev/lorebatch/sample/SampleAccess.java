package dev.lorebatch.sample;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Who may see what, for tests that change it while the server runs. Thread-safe.
 */
public final class SampleAccess {

	private final Map<String, Optional<Integer>> levels = new ConcurrentHashMap<>();

	private volatile boolean levelTold = true;

	private volatile boolean userTold = true;

	SampleAccess() {
	}

	/**
	 * Gives a user another access level in all projects.
	 * @param level GitLab's number, 10 for Guest, null for a user who is no member
	 */
	public void setLevel(String username, @Nullable Integer level) {
		this.levels.put(username, Optional.ofNullable(level));
	}

	/**
	 * Sets whether projects tell the level, as they do not tell it to administrators who
	 * are no members.
	 */
	public void setLevelTold(boolean told) {
		this.levelTold = told;
	}

	/**
	 * Sets whether tokens are told whose they are, as job tokens of CI are not.
	 */
	public void setUserTold(boolean told) {
		this.userTold = told;
	}

	@Nullable Integer level(String username, @Nullable Integer usual) {
		Optional<Integer> level = this.levels.get(username);
		return (level != null) ? level.orElse(null) : usual;
	}

	boolean isLevelTold() {
		return this.levelTold;
	}

	boolean isUserTold() {
		return this.userTold;
	}

}
