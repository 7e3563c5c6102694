/**
 * The mirrored entities as records, and the repositories that write them.
 */
@NullMarked
package dev.lorebatch.mirror;

import org.jspecify.annotations.NullMarked;
