/**
 * What every HTTP client of the program needs, whomever it talks to.
 */
@NullMarked
package dev.lorebatch.http;

import org.jspecify.annotations.NullMarked;
