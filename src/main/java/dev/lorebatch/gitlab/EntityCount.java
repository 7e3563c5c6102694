package dev.lorebatch.gitlab;

/**
 * How many entities there are.
 *
 * @param atLeast whether there may be more, because GitLab does not count to the end, or
 * something before it keeps its numbers back
 */
public record EntityCount(long count, boolean atLeast) {

	/** GitLab counts no list to its end that is longer. */
	private static final long GITLAB_COUNTS_TO = 10_000;

	static EntityCount of(Page page, GitLabResponse response) {
		Long total = page.total();
		if (total != null) {
			return new EntityCount(total, false);
		}
		if (page.next() == null) {
			return new EntityCount(page.items().size(), false);
		}
		boolean uncounted = new PagingHeaders(response.headers()).isUncounted();
		return new EntityCount(uncounted ? GITLAB_COUNTS_TO : page.items().size(), true);
	}

}
