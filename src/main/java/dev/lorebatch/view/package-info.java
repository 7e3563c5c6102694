/**
 * Knows which view of GitLab a run has: what one user sees at one access level in one
 * project.
 */
@NullMarked
package dev.lorebatch.view;

import org.jspecify.annotations.NullMarked;
