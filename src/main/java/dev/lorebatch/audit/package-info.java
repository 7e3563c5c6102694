/**
 * Draws random samples of the mirror and says how much a difference found in one means
 * for all of it. Only reads.
 */
@NullMarked
package dev.lorebatch.audit;

import org.jspecify.annotations.NullMarked;
