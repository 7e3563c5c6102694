package dev.lorebatch.gitlab;

import java.net.http.HttpHeaders;

/**
 * An answer that arrived whole.
 */
record GitLabResponse(int status, HttpHeaders headers, AnswerBody body) {

}
