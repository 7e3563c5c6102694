package dev.lorebatch.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.lorebatch.support.FaultyGitLab.Header;

/**
 * What proxies make of the headers by which GitLab tells where a list goes on.
 */
public enum BrokenPaging {

	/** None of them arrives. */
	STRIPPED,

	/** None arrives, but there is a link of the proxy's own. */
	PRELOAD_LINK,

	/** Doubled headers are joined. */
	JOINED,

	/** Doubled headers arrive twice. */
	DOUBLED,

	/** Numbers are quoted, and so is an empty value. */
	QUOTED,

	/** Two values that contradict each other. */
	CONTRADICTORY,

	/** Values are blank, and there is no link. */
	BLANK,

	/** Only the links arrive. */
	LINKS_ONLY;

	List<Header> of(List<Header> headers) {
		List<Header> broken = new ArrayList<>();
		for (Header header : headers) {
			boolean link = header.name().equalsIgnoreCase("link");
			if (!link && !header.name().toLowerCase(Locale.ROOT).startsWith("x-")) {
				broken.add(header);
			}
			else if (link) {
				broken.addAll(link(header));
			}
			else {
				broken.addAll(number(header));
			}
		}
		if (this == PRELOAD_LINK) {
			broken.add(new Header("Link", "</a.css>; rel=preload"));
		}
		return broken;
	}

	private List<Header> link(Header header) {
		return (this == LINKS_ONLY) ? List.of(header) : List.of();
	}

	private List<Header> number(Header header) {
		String value = header.value();
		return switch (this) {
			case STRIPPED, PRELOAD_LINK, LINKS_ONLY -> List.of();
			case JOINED -> List.of(new Header(header.name(), value + ", " + value));
			case DOUBLED -> List.of(header, header);
			case QUOTED -> List.of(new Header(header.name(), '"' + value + '"'));
			case CONTRADICTORY -> List.of(new Header(header.name(), value + ", 77"));
			case BLANK -> List.of(new Header(header.name(), ""));
		};
	}

}
