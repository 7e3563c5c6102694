/**
 * The command line: parses, delegates, renders for people and for machines.
 */
@NullMarked
package dev.lorebatch.cli;

import org.jspecify.annotations.NullMarked;
