package dev.lorebatch.gitlab;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.retry.backoff.Sleeper;

import dev.lorebatch.entity.MutableClock;

/**
 * The program's client with the waits of its retry policy passing at once, as long as
 * they can be. A source for a Spring context beside the program itself; without an
 * annotation, so that no other context finds it.
 */
public class VirtualTime implements Sleeper {

	private static final long serialVersionUID = 1L;

	private final transient MutableClock clock = new MutableClock(Instant.parse("2026-03-01T10:00:00Z"));

	@Bean
	@Primary
	GitLabClient virtualGitLabClient(GitLabProperties properties, JsonMapper json, RequestListener listener) {
		return GitLabClients.create(properties, json, this.clock, new Longest(), listener, this);
	}

	public Clock clock() {
		return this.clock;
	}

	@Override
	public synchronized void sleep(long millis) {
		this.clock.advance(Duration.ofMillis(millis));
	}

	/**
	 * Every random number is the largest possible one.
	 */
	private static final class Longest implements RandomGenerator {

		@Override
		public long nextLong() {
			return Long.MAX_VALUE;
		}

		@Override
		public long nextLong(long bound) {
			return bound - 1;
		}

	}

}
