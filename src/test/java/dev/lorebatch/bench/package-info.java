/**
 * Benchmarks: kernels with JMH, commands as whole processes, and the page that says what
 * came of it. {@code scripts/bench} runs them.
 */
@NullMarked
package dev.lorebatch.bench;

import org.jspecify.annotations.NullMarked;
