/**
 * Reads the bodies of GitLab's webhooks for what changed, and for nothing else: every
 * fact is asked of GitLab itself.
 */
@NullMarked
package dev.lorebatch.webhook;

import org.jspecify.annotations.NullMarked;
