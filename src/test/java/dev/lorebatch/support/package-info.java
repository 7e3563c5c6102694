/**
 * What tests of several packages share.
 */
@NullMarked
package dev.lorebatch.support;

import org.jspecify.annotations.NullMarked;
