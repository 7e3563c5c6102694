package dev.lorebatch.gitlab;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.gitlab.ResourcePath.Parameter;
import dev.lorebatch.http.AnswerHeaders;

/**
 * What the headers of an answer say about its list, as far as it can be read
 * (https://docs.gitlab.com/api/rest/#pagination). Proxies leave headers out, join doubled
 * ones, quote numbers and add links of their own. A number that stands there twice, or in
 * quotes, is readable; two different numbers are not.
 */
class PagingHeaders {

	/**
	 * Parameters with which GitLab goes on in a list; no others are taken from a link.
	 */
	private static final Set<String> PAGING = Set.of("page", "cursor", "pagination", "id_after", "id_before",
			"page_token", "last_id");

	/** GitLab counts no list to its end that is longer. */
	private static final long LARGEST_TOTAL = 10_000;

	private final AnswerHeaders headers;

	PagingHeaders(AnswerHeaders headers) {
		this.headers = headers;
	}

	/**
	 * The next page: {@code null} at an end that is proven, because the answer says so
	 * and nothing in it says otherwise, or because the page is empty and nothing says
	 * that there is a next one.
	 * @param rows how many rows the page has
	 * @param number which page was asked for, 0 if it was asked for by a cursor
	 */
	@Nullable NextPage next(ResourcePath resource, int rows, int number, int perPage) {
		Integer next = number("X-Next-Page");
		if (next != null) {
			return NextPage.numbered(next);
		}
		NextPage linked = linked(resource);
		if (linked != null) {
			return linked;
		}
		if (totalsSayMore(number, perPage)) {
			return NextPage.UNSAID;
		}
		return (rows == 0 || saysEnd(number)) ? null : NextPage.UNSAID;
	}

	/**
	 * How many rows the list has, {@code null} if it is not said readably.
	 */
	@Nullable Long total() {
		String total = value("X-Total");
		return (total != null && total.matches("[0-9]{1,18}")) ? Long.valueOf(total) : null;
	}

	/**
	 * How many rows fit a page on this server.
	 */
	int perPage(int asked) {
		Integer size = number("X-Per-Page");
		return (size != null) ? size : asked;
	}

	/**
	 * Whether GitLab numbers the pages but does not count the rows, as it does with long
	 * lists.
	 */
	boolean isUncounted() {
		return number("X-Page") != null && number("X-Next-Page") != null && isAbsent("X-Total")
				&& isAbsent("X-Total-Pages");
	}

	/**
	 * GitLab sends an empty {@code X-Next-Page} with the last page. That of another page
	 * than the one asked for says nothing.
	 */
	private boolean saysEnd(int number) {
		Integer page = number("X-Page");
		boolean otherPage = (page != null) ? number > 0 && page != number : !isAbsent("X-Page");
		if (otherPage) {
			return false;
		}
		Integer pages = number("X-Total-Pages");
		boolean lastOfAll = page != null && pages != null && page >= pages;
		return isAbsent("X-Next-Page") ? lastOfAll : isEmpty("X-Next-Page");
	}

	private boolean totalsSayMore(int number, int perPage) {
		Integer page = number("X-Page");
		int current = (page != null) ? page : number;
		if (current == 0) {
			return false;
		}
		int size = perPage(perPage);
		Integer pages = number("X-Total-Pages");
		Long total = total();
		boolean furtherPages = pages != null && pages > current && pages <= LARGEST_TOTAL / size;
		boolean furtherRows = total != null && total > (long) current * size && total <= LARGEST_TOTAL;
		return furtherPages || furtherRows;
	}

	/**
	 * Only paging parameters are taken from a link, never the server or the path it leads
	 * to. One to another kind of list, such as a style sheet, is none of this list.
	 */
	private @Nullable NextPage linked(ResourcePath resource) {
		for (LinkHeader.Link link : LinkHeader.parse(this.headers.allValues("Link"))) {
			List<Parameter> parameters = link.is("next") ? paging(link.target(), resource) : List.of();
			boolean numbered = parameters.size() == 1 && parameters.get(0).name().equals("page");
			Integer number = numbered ? parse(parameters.get(0).value()) : null;
			if (number != null) {
				return NextPage.numbered(number);
			}
			if (!parameters.isEmpty() && !numbered) {
				return NextPage.at(parameters);
			}
		}
		return null;
	}

	private static List<Parameter> paging(String target, ResourcePath resource) {
		String address = target.split("#", 2)[0];
		int query = address.indexOf('?');
		if (query < 0 || !isOf(address.substring(0, query), resource)) {
			return List.of();
		}
		List<Parameter> parameters = new ArrayList<>();
		for (String pair : address.substring(query + 1).split("&")) {
			String[] parts = pair.split("=", 2);
			String name = ResourcePath.decode(parts[0]);
			if (parts.length == 2 && !parts[1].isEmpty() && PAGING.contains(name)) {
				parameters.add(new Parameter(name, ResourcePath.decode(parts[1])));
			}
		}
		boolean leads = parameters.stream().anyMatch((parameter) -> !parameter.name().equals("pagination"));
		return leads ? parameters : List.of();
	}

	/**
	 * A proxy may add to the path, and the project may be named there in another way.
	 */
	private static boolean isOf(String path, ResourcePath resource) {
		String own = resource.path().substring(resource.path().lastIndexOf('/') + 1);
		return path.isEmpty() || path.substring(path.lastIndexOf('/') + 1).equals(own);
	}

	private boolean isAbsent(String name) {
		return this.headers.allValues(name).isEmpty();
	}

	private boolean isEmpty(String name) {
		List<String> parts = parts(name);
		return !parts.isEmpty() && parts.stream().allMatch(String::isEmpty);
	}

	private @Nullable Integer number(String name) {
		String value = value(name);
		return (value != null) ? parse(value) : null;
	}

	/**
	 * What the header says once, or every time.
	 */
	private @Nullable String value(String name) {
		List<String> values = parts(name).stream().map(PagingHeaders::unquote).distinct().toList();
		return (values.size() == 1) ? values.get(0) : null;
	}

	private List<String> parts(String name) {
		return this.headers.allValues(name)
			.stream()
			.flatMap((value) -> Stream.of(value.split(",", -1)))
			.map(String::strip)
			.toList();
	}

	private static String unquote(String value) {
		boolean quoted = value.length() > 2 && value.startsWith("\"") && value.endsWith("\"");
		return quoted ? value.substring(1, value.length() - 1).strip() : value;
	}

	private static @Nullable Integer parse(String text) {
		return text.matches("[1-9][0-9]{0,8}") ? Integer.valueOf(text) : null;
	}

}
