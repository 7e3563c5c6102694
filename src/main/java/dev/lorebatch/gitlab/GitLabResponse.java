package dev.lorebatch.gitlab;

import java.net.http.HttpHeaders;

/**
 * An answer with its body complete and decompressed.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record GitLabResponse(int status, HttpHeaders headers, byte[] body) {

}
