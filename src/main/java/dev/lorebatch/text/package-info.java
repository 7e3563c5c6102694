/**
 * Text that others wrote, made safe to show.
 */
@NullMarked
package dev.lorebatch.text;

import org.jspecify.annotations.NullMarked;
