/**
 * The words everything else is written in: which issue or merge request is meant.
 */
@NullMarked
package dev.lorebatch.entity;

import org.jspecify.annotations.NullMarked;
