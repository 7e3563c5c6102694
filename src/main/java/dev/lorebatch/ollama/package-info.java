/**
 * Vectors from an Ollama server that the user runs.
 */
@NullMarked
package dev.lorebatch.ollama;

import org.jspecify.annotations.NullMarked;
