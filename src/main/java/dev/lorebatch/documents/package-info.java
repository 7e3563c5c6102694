/**
 * Regenerates the documents of the sources this run dirtied.
 */
@NullMarked
package dev.lorebatch.documents;

import org.jspecify.annotations.NullMarked;
