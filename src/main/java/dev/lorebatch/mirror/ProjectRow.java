package dev.lorebatch.mirror;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@code projects}.
 *
 * @param path the full path, which changes when the project is renamed or moved
 */
public record ProjectRow(long gitlabId, String path, @Nullable String name, @Nullable String webUrl) {

}
