/**
 * The SQLite file: opening it, migrating it, backing it up, and the only way to write to
 * it.
 */
@NullMarked
package dev.lorebatch.database;

import org.jspecify.annotations.NullMarked;
