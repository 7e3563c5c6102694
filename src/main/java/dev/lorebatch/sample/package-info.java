/**
 * A small GitLab with a fictional product in it, served over real HTTP on the loopback
 * interface: for the demo, for tests and for benchmarks.
 */
@NullMarked
package dev.lorebatch.sample;

import org.jspecify.annotations.NullMarked;
