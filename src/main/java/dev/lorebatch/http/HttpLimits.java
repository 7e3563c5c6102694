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

}
