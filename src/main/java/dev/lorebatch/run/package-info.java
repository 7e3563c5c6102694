/**
 * The run ledger: what was asked, what became of it, how long it took.
 */
@NullMarked
package dev.lorebatch.run;

import org.jspecify.annotations.NullMarked;
