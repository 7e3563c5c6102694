package dev.lorebatch.sample;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How to start a {@link SampleGitLab}.
 *
 * @param port the port on 127.0.0.1; 0 takes any free one
 * @param latency how long every answer is held back
 * @param externalUrl the address the server believes to have, used in {@code Link}
 * headers; null for the address it really has
 * @param generated further projects with computed content
 * @param rateLimit how many requests a minute it says it allows, though it refuses none;
 * 0 to say nothing, as servers without a limit do
 * @param requests where to write every request to, a line each, instead of remembering
 * it; null to remember
 */
public record SampleOptions(int port, Duration latency, @Nullable URI externalUrl, List<GeneratedProject> generated,
		int rateLimit, @Nullable Path requests) {

	/** That of GitLab.com. */
	public static final int RATE_LIMIT = 2_000;

	public SampleOptions {
		generated = List.copyOf(generated);
	}

	/**
	 * Returns options for any free port, no latency and the built-in projects only.
	 */
	public static SampleOptions defaults() {
		return new SampleOptions(0, Duration.ZERO, null, List.of(), RATE_LIMIT, null);
	}

	public SampleOptions withPort(int port) {
		return new SampleOptions(port, this.latency, this.externalUrl, this.generated, this.rateLimit, this.requests);
	}

	public SampleOptions withLatency(Duration latency) {
		return new SampleOptions(this.port, latency, this.externalUrl, this.generated, this.rateLimit, this.requests);
	}

	public SampleOptions withExternalUrl(URI externalUrl) {
		return new SampleOptions(this.port, this.latency, externalUrl, this.generated, this.rateLimit, this.requests);
	}

	public SampleOptions withGenerated(GeneratedProject project) {
		List<GeneratedProject> projects = new ArrayList<>(this.generated);
		projects.add(project);
		return new SampleOptions(this.port, this.latency, this.externalUrl, projects, this.rateLimit, this.requests);
	}

	public SampleOptions withRateLimit(int rateLimit) {
		return new SampleOptions(this.port, this.latency, this.externalUrl, this.generated, rateLimit, this.requests);
	}

	public SampleOptions withRequests(@Nullable Path requests) {
		return new SampleOptions(this.port, this.latency, this.externalUrl, this.generated, this.rateLimit, requests);
	}

}
