package dev.lorebatch.ingest;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.gitlab.ListingPage;
import dev.lorebatch.gitlab.ListingPage.ListedEntity;
import dev.lorebatch.gitlab.ListingPosition;

/**
 * A page that arrived.
 *
 * @param fresh its entities without those the page before had already
 * @param next where to go on, {@code null} at the end
 * @param fetch the number taken before it was asked for
 */
record FetchedPage(ListingPage page, List<ListedEntity> fresh, @Nullable ListingPosition next, long fetch) {

}
