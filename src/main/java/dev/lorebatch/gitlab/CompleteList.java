package dev.lorebatch.gitlab;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.gitlab.ResourcePath.Parameter;

/**
 * Reader of one list, to an end that is proven: GitLab says so, or a page behind the last
 * one is empty. Where an answer says nothing readable about the next page, neither a full
 * nor a short page is the end.
 */
class CompleteList {

	/** A list longer than this is no list of one entity's children. */
	static final int MAX_PAGES = 2_000;

	/** How often a list is read again because rows moved while it was read. */
	static final int MAX_REREADS = 2;

	private final ResourcePath resource;

	private final int perPage;

	private final long maxBytes;

	private final PageReader reader;

	/**
	 * @param maxBytes how many bytes all its pages may have, decompressed
	 */
	CompleteList(ResourcePath resource, int perPage, long maxBytes, PageReader reader) {
		this.maxBytes = maxBytes;
		this.resource = resource.with("per_page", perPage);
		this.perPage = perPage;
		this.reader = reader;
	}

	/**
	 * Reads every page. Rows can move while they are read, which shows in the total: then
	 * the list is read again, boundedly.
	 * @param enough whether the rows so far are all that can be wanted, so that the list
	 * needs no end
	 * @throws GitLabException if the list does not end, or its end cannot be told
	 */
	Elements read(Predicate<Collection<JsonNode>> enough) {
		int pages = 0;
		for (int reread = 0;; reread++) {
			Reading reading = new Reading();
			reading.readAll(enough);
			pages += reading.pages;
			if (!reading.moved || reread >= MAX_REREADS) {
				return new Elements(List.copyOf(reading.items.values()), pages, reading.total);
			}
		}
	}

	static GitLabException endless(ResourcePath resource) {
		return AnswerLimits.endless(resource.label());
	}

	/**
	 * A row that moved between pages is there twice; the later reading is the newer one.
	 */
	private static String key(JsonNode item, int position) {
		JsonNode id = item.get("id");
		return (id != null && id.isValueNode() && !id.isNull()) ? "id:" + id.asString() : "at:" + position;
	}

	/**
	 * The list once, from its first page on.
	 */
	private final class Reading {

		private final Map<String, JsonNode> items = new LinkedHashMap<>();

		private final Set<List<Parameter>> asked = new HashSet<>();

		private boolean moved;

		private int pages;

		/** Pages since the last one that had a row that is new. */
		private int idle;

		private long bytes;

		private int number = 1;

		private boolean cursor;

		private @Nullable Long firstTotal;

		private @Nullable Long total;

		private void readAll(Predicate<Collection<JsonNode>> enough) {
			Page page = ask(List.of(), 1);
			while (page.next() != null && !enough.test(this.items.values())) {
				if (this.pages >= MAX_PAGES) {
					throw endless(CompleteList.this.resource);
				}
				NextPage next = page.next();
				page = next.said() ? follow(next) : goOn(page);
			}
		}

		private Page follow(NextPage next) {
			if (next.number() == null) {
				return ask(next.parameters(), 0);
			}
			if (next.number() <= this.number) {
				throw endless(CompleteList.this.resource);
			}
			this.number = next.number();
			return ask(next.parameters(), this.number);
		}

		/**
		 * Asks for the page behind one that does not say whether there is one. A server
		 * that gives a short page again does not page: the list is what it gave. Nor does
		 * one count pages that goes by cursors and gives nothing new here.
		 */
		private Page goOn(Page last) {
			boolean byCursor = this.cursor;
			this.number = Math.max(this.number, this.pages) + 1;
			int known = this.items.size();
			Page page = ask(List.of(NextPage.page(this.number)), this.number);
			boolean again = page.items().equals(last.items()) || (byCursor && this.items.size() == known);
			if (page.items().isEmpty() || !again) {
				return page;
			}
			if (!byCursor && page.items().size() >= CompleteList.this.perPage) {
				throw endless(CompleteList.this.resource);
			}
			return new Page(page.items(), null, page.total(), page.bytes());
		}

		/**
		 * Rows can move from page to page, and GitLab leaves out hidden ones after it cut
		 * the page, so a page may bring nothing; a server that goes on like that does not
		 * page.
		 */
		private void requireProgress(Page page, boolean grew) {
			this.idle = grew ? 0 : this.idle + 1;
			if (this.idle >= AnswerLimits.IDLE_PAGES && page.next() != null) {
				throw endless(CompleteList.this.resource);
			}
			this.bytes += page.bytes();
			if (this.bytes > CompleteList.this.maxBytes) {
				// Not too large: smaller pages would make the list no smaller
				throw new GitLabException(Kind.ENDLESS,
						"%s: the list is larger than %,d bytes".formatted(CompleteList.this.resource.label(),
								CompleteList.this.maxBytes),
						null)
					.suggesting("raise lore.gitlab.max-response-size, of which a list may have %d times as much"
						.formatted(AnswerLimits.LIST_FACTOR));
			}
		}

		private Page ask(List<Parameter> parameters, int asksFor) {
			if (!this.asked.add(parameters)) {
				throw endless(CompleteList.this.resource);
			}
			this.cursor = asksFor == 0;
			ResourcePath wanted = CompleteList.this.resource;
			for (Parameter parameter : parameters) {
				wanted = wanted.with(parameter.name(), parameter.value());
			}
			Page page = CompleteList.this.reader.read(wanted, asksFor, CompleteList.this.perPage);
			this.pages++;
			int known = this.items.size();
			this.firstTotal = (this.pages == 1) ? page.total() : this.firstTotal;
			this.total = (page.total() != null) ? page.total() : this.total;
			this.moved |= page.total() != null && this.firstTotal != null
					&& !Objects.equals(this.firstTotal, page.total());
			for (JsonNode item : page.items()) {
				this.items.put(key(item, this.items.size()), item);
			}
			requireProgress(page, this.items.size() > known);
			return page;
		}

	}

	/**
	 * The rows of a list.
	 *
	 * @param pages how many requests that took
	 * @param total how many rows GitLab counted, {@code null} if it did not say
	 */
	record Elements(List<JsonNode> items, int pages, @Nullable Long total) {

	}

	/**
	 * Sends the request for one page.
	 */
	@FunctionalInterface
	interface PageReader {

		/**
		 * Asks for the page.
		 * @param number the page that is asked for, 0 if it is by a cursor
		 */
		Page read(ResourcePath resource, int number, int perPage);

	}

}
