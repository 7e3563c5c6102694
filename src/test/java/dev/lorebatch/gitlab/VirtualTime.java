package dev.lorebatch.gitlab;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.retry.backoff.Sleeper;

import dev.lorebatch.entity.MutableClock;

/**
 * The program's client with the waits of its retry policy passing at once, as long as
 * they can be.
 */
public class VirtualTime implements Sleeper {

	private static final long serialVersionUID = 1L;

	private final transient MutableClock clock = new MutableClock(Instant.parse("2026-03-01T10:00:00Z"));

	private VirtualTime() {
	}

	/**
	 * Puts it and its client into a context of the program.
	 */
	public static void register(GenericApplicationContext context) {
		VirtualTime time = new VirtualTime();
		context.registerBean(VirtualTime.class, () -> time);
		context.registerBean("virtualGitLabClient", GitLabClient.class, () -> time.client(context),
				(definition) -> definition.setPrimary(true));
	}

	private GitLabClient client(BeanFactory beans) {
		return GitLabClients.create(beans.getBean(GitLabProperties.class), this.clock, this.clock::nanos, new Longest(),
				beans.getBean(RequestListener.class), this);
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
