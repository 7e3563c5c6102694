/**
 * Turns texts into vectors, keeps them small, and finds the nearest ones.
 */
@NullMarked
package dev.lorebatch.vector;

import org.jspecify.annotations.NullMarked;
