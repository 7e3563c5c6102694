package dev.lorebatch.gitlab;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where a list goes on.
 *
 * @param number the number of the next page; {@code null} if it goes by a cursor, or if
 * nothing was said
 * @param parameters what to ask with, besides what was asked for
 * @param said whether the answer says readably that there is a next page; if not, only an
 * empty page can show where the list ends
 */
record NextPage(@Nullable Integer number, List<ResourcePath.Parameter> parameters, boolean said) {

	/** Neither a next page nor the end of the list can be read from the answer. */
	static final NextPage UNSAID = new NextPage(null, List.of(), false);

	static NextPage numbered(int number) {
		return new NextPage(number, List.of(page(number)), true);
	}

	static NextPage at(List<ResourcePath.Parameter> parameters) {
		return new NextPage(null, List.copyOf(parameters), true);
	}

	static ResourcePath.Parameter page(int number) {
		return new ResourcePath.Parameter("page", String.valueOf(number));
	}

}
