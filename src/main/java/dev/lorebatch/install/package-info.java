/**
 * Puts the program where it starts fast: with an archive of its classes and a launcher.
 */
@NullMarked
package dev.lorebatch.install;

import org.jspecify.annotations.NullMarked;
