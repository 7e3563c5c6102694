package dev.lorebatch.gitlab;

import dev.lorebatch.http.AnswerHeaders;

/**
 * An answer that arrived whole.
 */
record GitLabResponse(int status, AnswerHeaders headers, AnswerBody body) {

}
