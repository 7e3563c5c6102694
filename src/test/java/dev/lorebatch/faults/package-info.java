/**
 * Every fault of a server at every request of a run, and the page about it.
 */
@NullMarked
package dev.lorebatch.faults;

import org.jspecify.annotations.NullMarked;
