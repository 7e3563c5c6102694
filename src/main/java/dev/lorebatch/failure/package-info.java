/**
 * What can go wrong, as data: one exit code for each kind, one line for people, a next
 * command.
 */
@NullMarked
package dev.lorebatch.failure;

import org.jspecify.annotations.NullMarked;
