package dev.lorebatch.gitlab;

/**
 * Told what happens on the wire. Called from the threads that make the requests.
 */
public interface RequestListener {

	/**
	 * A request was sent.
	 */
	void sent();

	/**
	 * A request has to wait because GitLab's quota is spent.
	 */
	void throttled(long waitMillis);

	/**
	 * An attempt failed and will be repeated.
	 * @param request method and path, without query
	 * @param attempt the attempt that failed, from 1
	 * @param cause in a few words, for example {@code HTTP 429}
	 * @param waitMillis how long the policy waits before the next attempt
	 */
	void retried(String request, int attempt, String cause, long waitMillis);

}
