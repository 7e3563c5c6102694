package dev.lorebatch.faults;

/**
 * A request that reached the server, or would have if it could be reached.
 *
 * @param path below {@code /api/v4}, encoded
 * @param afterSets whether a dependent set was asked for before
 * @param token whether it carried the token
 * @param faulted whether a fault happened to it
 */
record Seen(String path, String query, boolean afterSets, boolean token, boolean faulted) {

	private static final String SET = "/projects/[0-9]+/(issues|merge_requests)/[0-9]+/[a-z_]+";

	boolean isSet() {
		return this.path.matches(SET);
	}

	boolean isPage(int page) {
		boolean first = !this.query.matches("(.*&)?page=[0-9].*");
		return first ? page == 1 : this.query.matches("(.*&)?page=" + page + "(&.*)?");
	}

	Seen struck() {
		return new Seen(this.path, this.query, this.afterSets, this.token, true);
	}

	/**
	 * Whether it is the consequence of a redirect.
	 */
	boolean isFollowed(String mark) {
		return this.query.contains(mark + "=1");
	}

}
