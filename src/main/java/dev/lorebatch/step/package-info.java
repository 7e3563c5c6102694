/**
 * What every phase shares towards Spring Batch: counters, run parameters, stopping.
 */
@NullMarked
package dev.lorebatch.step;

import org.jspecify.annotations.NullMarked;
