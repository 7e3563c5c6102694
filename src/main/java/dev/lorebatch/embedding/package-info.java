/**
 * Turns the documents this run regenerated into vectors.
 */
@NullMarked
package dev.lorebatch.embedding;

import org.jspecify.annotations.NullMarked;
