package dev.lorebatch.gitlab;

import java.util.List;

import dev.lorebatch.entity.Payload;

/**
 * A list that was read to its end.
 *
 * @param pages how many pages it took
 */
public record Listing(List<Payload> items, int pages) {

}
