/**
 * Text that others wrote, made safe to show, and words that were mistyped.
 */
@NullMarked
package dev.lorebatch.text;

import org.jspecify.annotations.NullMarked;
