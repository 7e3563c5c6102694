/**
 * Work a run still owes: dependent fetches and dirty sources, indexed by the run that
 * caused them.
 */
@NullMarked
package dev.lorebatch.queue;

import org.jspecify.annotations.NullMarked;
