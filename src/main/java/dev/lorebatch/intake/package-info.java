/**
 * Turns an issue or merge request as GitLab sent it into everything the mirror and the
 * run's queues have of it, in one transaction.
 */
@NullMarked
package dev.lorebatch.intake;

import org.jspecify.annotations.NullMarked;
