package dev.lorebatch.http;

import java.time.Duration;

/**
 * What a request may take.
 *
 * @param connect how long it may take to find the server and to connect to it
 * @param idle how long the server may send nothing
 * @param whole how long all of it may take
 * @param connections how many there may be at once
 * @param answer how many bytes the body of an answer may have, as it is sent
 */
public record HttpLimits(Duration connect, Duration idle, Duration whole, int connections, long answer) {

	/**
	 * Bytes of one header: GitLab repeats the query of a list up to four times in
	 * {@code Link}, and one with a hundred IIDs has 2 kB.
	 */
	public static final int HEADER = 256 << 10;

	/**
	 * Headers of one answer, which is what the client's parser allows; GitLab sends
	 * forty.
	 */
	public static final int HEADERS = 100;

}
