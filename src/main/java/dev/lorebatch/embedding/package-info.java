/**
 * Makes vectors: for the documents a run regenerated, and for what is left of all runs.
 */
@NullMarked
package dev.lorebatch.embedding;

import org.jspecify.annotations.NullMarked;
