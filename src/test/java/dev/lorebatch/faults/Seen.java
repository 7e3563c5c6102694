package dev.lorebatch.faults;

/**
 * A request that reached the server, or would have if it could be reached.
 *
 * @param path below {@code /api/v4}, encoded
 * @param afterSets whether a dependent set was asked for before
 * @param afterLookup whether a single issue or merge request was asked for before
 * @param listPage which page of the list of all that changed it is for, counted from 1 in
 * the order in which pages are asked for; 0 for other requests
 * @param token whether it carried the token
 * @param faulted whether a fault happened to it
 */
record Seen(String path, String query, boolean afterSets, boolean afterLookup, int listPage, boolean token,
		boolean faulted) {

	private static final String SET = "/projects/[0-9]+/(issues|merge_requests)/[0-9]+/[a-z_]+";

	boolean isSet() {
		return this.path.matches(SET);
	}

	/**
	 * Whether it is for one issue or merge request alone.
	 */
	boolean isLookup() {
		return this.path.matches("/projects/[0-9]+/(issues|merge_requests)/[0-9]+");
	}

	/**
	 * Whether it is for a page of all that changed.
	 */
	boolean isListing(String resource) {
		return this.listPage > 0 && this.path.endsWith("/" + resource);
	}

	/**
	 * Whether it asks for issues or merge requests by IID.
	 */
	boolean isByIid() {
		return this.query.contains("iids%5B%5D=");
	}

	boolean isPage(int page) {
		boolean first = !this.query.matches("(.*&)?page=[0-9].*");
		return first ? page == 1 : this.query.matches("(.*&)?page=" + page + "(&.*)?");
	}

	/**
	 * Without what redirects have added.
	 */
	String plainQuery() {
		return this.query.replaceAll("(^|&)(%s|%s)=1".formatted(FaultProxy.LOOP, FaultProxy.MOVED), "");
	}

	/**
	 * The same as the given page of a list.
	 */
	Seen onPage(int page) {
		return new Seen(this.path, this.query, this.afterSets, this.afterLookup, page, this.token, this.faulted);
	}

	Seen struck() {
		return new Seen(this.path, this.query, this.afterSets, this.afterLookup, this.listPage, this.token, true);
	}

	/**
	 * Whether it is the consequence of a redirect.
	 */
	boolean isFollowed(String mark) {
		return this.query.contains(mark + "=1");
	}

}
