/**
 * Drains the run's queue of dependent fetches: threads, events, changed files,
 * references.
 */
@NullMarked
package dev.lorebatch.dependents;

import org.jspecify.annotations.NullMarked;
