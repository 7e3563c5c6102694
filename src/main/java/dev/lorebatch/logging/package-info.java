/**
 * What the program and its libraries log: to stderr, and little.
 */
@NullMarked
package dev.lorebatch.logging;

import org.jspecify.annotations.NullMarked;
