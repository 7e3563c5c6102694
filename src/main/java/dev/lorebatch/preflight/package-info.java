/**
 * Fetches and validates the requested IIDs, aggregates every failure; writes nothing.
 */
@NullMarked
package dev.lorebatch.preflight;

import org.jspecify.annotations.NullMarked;
