package dev.lorebatch.run;

/**
 * One wait of the retry policy.
 *
 * @param request method and path, without query
 * @param attempt the attempt that failed, from 1
 * @param cause what it failed with, for example {@code HTTP 429}
 * @param occurredAt as the database stores times
 */
public record RetryEvent(String phase, String request, int attempt, String cause, long waitMillis, String occurredAt) {

}
