/**
 * Where settings come from: flags, environment, files, defaults.
 */
@NullMarked
package dev.lorebatch.config;

import org.jspecify.annotations.NullMarked;
