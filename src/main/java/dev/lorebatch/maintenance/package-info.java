/**
 * Looks whether the database is sound, and says what to do where it is not.
 */
@NullMarked
package dev.lorebatch.maintenance;

import org.jspecify.annotations.NullMarked;
