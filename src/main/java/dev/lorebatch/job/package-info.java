/**
 * The Spring Batch jobs: wiring, launching, restarting, recovering and stopping them.
 */
@NullMarked
package dev.lorebatch.job;

import org.jspecify.annotations.NullMarked;
