/**
 * Starts the program and ends it with an exit code, nothing else.
 */
@NullMarked
package dev.lorebatch;

import org.jspecify.annotations.NullMarked;
