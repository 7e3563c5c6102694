package dev.lorebatch.gitlab;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One page of a list. It may be short or empty in the middle of the list.
 *
 * @param next where the list goes on, {@code null} if it is proven that it ends here
 * @param total how many rows GitLab says there are, {@code null} if it does not say
 * @param bytes how large the answer is, decompressed
 */
record Page(List<JsonNode> items, @Nullable NextPage next, @Nullable Long total, long bytes) {

	/**
	 * Reads the paging headers of an answer.
	 * @param number which page was asked for, 0 if it was asked for by a cursor
	 * @param perPage how many rows were asked for
	 */
	static Page of(List<JsonNode> items, GitLabResponse response, ResourcePath resource, int number, int perPage) {
		PagingHeaders headers = new PagingHeaders(response.headers());
		return new Page(items, headers.next(resource, items.size(), number, perPage), headers.total(),
				response.body().decoded());
	}

}
