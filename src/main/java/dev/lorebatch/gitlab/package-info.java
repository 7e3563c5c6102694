/**
 * GitLab's REST API: requests, paging, rate limits and the retry policy.
 */
@NullMarked
package dev.lorebatch.gitlab;

import org.jspecify.annotations.NullMarked;
