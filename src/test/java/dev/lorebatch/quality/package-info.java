/**
 * Measures how good and how fast search is.
 */
@NullMarked
package dev.lorebatch.quality;

import org.jspecify.annotations.NullMarked;
