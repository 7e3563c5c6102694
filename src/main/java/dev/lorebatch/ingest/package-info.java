/**
 * Writes issues and merge requests, one immediate transaction for each.
 */
@NullMarked
package dev.lorebatch.ingest;

import org.jspecify.annotations.NullMarked;
