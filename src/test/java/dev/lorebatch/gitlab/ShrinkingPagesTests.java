package dev.lorebatch.gitlab;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.lorebatch.gitlab.GitLabException.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ShrinkingPagesTests {

	private static final ListingPosition WHOLE = ListingPosition.start(null);

	private static final ListingPage PAGE = new ListingPage(List.of(), 0, null, null, null, null);

	private final List<Boolean> retried = new ArrayList<>();

	/**
	 * The request for the whole page was sent with all retries.
	 */
	@Test
	void anOutageAtAWholePageIsNotWaitedForTwice() {
		assertThatExceptionOfType(GitLabException.class).isThrownBy(() -> read(WHOLE, false));
		assertThat(this.retried).startsWith(true).filteredOn(Boolean::booleanValue).hasSize(1);
	}

	/**
	 * Smaller pages are sent once, so nobody has waited yet when all of them fail.
	 */
	@Test
	void anOutageAtASmallerPageIsWaitedFor() {
		assertThat(read(WHOLE.smaller(), true)).isSameAs(PAGE);
		assertThat(this.retried).startsWith(false).endsWith(true).filteredOn(Boolean::booleanValue).hasSize(1);
		this.retried.clear();
		assertThatExceptionOfType(GitLabException.class).isThrownBy(() -> read(WHOLE.smaller(), false));
		assertThat(this.retried).endsWith(true);
	}

	private ListingPage read(ListingPosition position, boolean backAfterAWait) {
		return new ShrinkingPages((asked, waits) -> {
			this.retried.add(waits);
			if (waits && backAfterAWait) {
				return PAGE;
			}
			throw new GitLabException(Kind.SERVER, 502, "HTTP 502", null, false, null);
		}).read(position);
	}

}
