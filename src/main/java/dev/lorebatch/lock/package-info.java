/**
 * Per-run liveness and the mutation lock: waiting, ownership, staleness.
 */
@NullMarked
package dev.lorebatch.lock;

import org.jspecify.annotations.NullMarked;
