/**
 * The machine around a process: what its locale, its user's folders and its limits do to
 * text, files and memory.
 */
@NullMarked
package dev.lorebatch.machine;

import org.jspecify.annotations.NullMarked;
