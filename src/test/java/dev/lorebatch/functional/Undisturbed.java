package dev.lorebatch.functional;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A run that nobody disturbs, on a database that already holds another run: what every
 * run that is killed and restarted has to come to.
 */
final class Undisturbed implements AutoCloseable {

	private final SampleGitLab sample;

	private final String[] sync;

	private final TestDatabase base;

	private final Map<String, List<String>> content;

	private final Map<String, Duration> phases = new LinkedHashMap<>();

	private final Duration duration;

	private final int preflightRequests;

	private final int dependentRequests;

	/**
	 * @param sync the command; its run id is {@code r1}
	 */
	Undisturbed(Path folder, SampleOptions options, String... sync) {
		this.sample = SampleGitLab.start(options);
		this.sync = sync;
		LoreHome before = LoreHome.of(folder.resolve("before"), this.sample.url()).warm();
		assertThat(before.run("sync", "-p", "harbor/charts", "--mr", "1", "--run-id", "base")).succeeded();
		this.base = before.database();
		LoreHome whole = LoreHome.of(folder.resolve("whole"), this.sample.url());
		this.base.copyTo(whole.database());
		CliResult result = whole.run(sync);
		assertThat(result).succeeded();
		this.content = DatabaseDump.of(whole.database());
		this.duration = Duration.ofMillis(result.json().path("meta").path("elapsed_ms").asLong());
		result.data()
			.path("stage_timings_ms")
			.properties()
			.forEach((phase) -> this.phases.put(phase.getKey(), Duration.ofMillis(phase.getValue().asLong())));
		this.preflightRequests = result.data().path("counters").path("preflight").path("requests").asInt();
		this.dependentRequests = result.data().path("counters").path("dependents").path("requests").asInt();
		assertThat(this.dependentRequests).isPositive();
	}

	/**
	 * The same command in a home of its own, to be killed.
	 */
	DoomedRun begin(Path folder) {
		return new DoomedRun(this, folder);
	}

	SampleGitLab sample() {
		return this.sample;
	}

	String[] sync() {
		return this.sync.clone();
	}

	TestDatabase base() {
		return this.base;
	}

	Map<String, List<String>> content() {
		return this.content;
	}

	/**
	 * How long each phase took.
	 */
	Map<String, Duration> phases() {
		return this.phases;
	}

	/**
	 * How long the whole command took.
	 */
	Duration duration() {
		return this.duration;
	}

	int preflightRequests() {
		return this.preflightRequests;
	}

	int dependentRequests() {
		return this.dependentRequests;
	}

	@Override
	public void close() {
		this.sample.close();
	}

}
