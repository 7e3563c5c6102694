/**
 * What a run does whose view of GitLab is not that of the run before, and the page that
 * says so.
 */
@NullMarked
package dev.lorebatch.views;

import org.jspecify.annotations.NullMarked;
