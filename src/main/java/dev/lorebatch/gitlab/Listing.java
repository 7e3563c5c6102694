package dev.lorebatch.gitlab;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.Payload;

/**
 * A list that was read to its end.
 *
 * @param pages how many pages it took
 * @param total how many rows GitLab counted, before it hid those the token may not see;
 * {@code null} if it did not say
 */
public record Listing(List<Payload> items, int pages, @Nullable Long total) {

}
