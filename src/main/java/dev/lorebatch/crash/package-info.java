/**
 * The instants at which tests let the program die, to prove that a restart loses nothing.
 */
@NullMarked
package dev.lorebatch.crash;

import org.jspecify.annotations.NullMarked;
