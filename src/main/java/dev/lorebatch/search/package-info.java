/**
 * Finds documents in the mirror. Only reads.
 */
@NullMarked
package dev.lorebatch.search;

import org.jspecify.annotations.NullMarked;
