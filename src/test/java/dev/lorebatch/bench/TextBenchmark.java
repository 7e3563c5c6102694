package dev.lorebatch.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.sample.GeneratedProject;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.vector.HashingEmbeddingProvider;

/**
 * What is done with text, without network and database.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TextBenchmark {

	private static final int WORDS = 235;

	private final HashingEmbeddingProvider provider = new HashingEmbeddingProvider();

	private final JsonMapper json = JsonMapper.builder().build();

	private final byte[] deflated = new byte[64 * 1024];

	private byte[] issue;

	private List<String> text;

	@Setup
	public void read() {
		GeneratedProject generated = new GeneratedProject("bench/generated", 3, 0, 3, 42);
		try (SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults().withGenerated(generated))) {
			this.issue = BareClient.get(sample.url(), SampleTokens.FULL,
					"/api/v4/projects/bench%2Fgenerated/issues/2?with_labels_details=true");
		}
		String description = this.json.readTree(this.issue).path("description").asString();
		String[] words = description.repeat(10).split("\\s+");
		this.text = List.of(String.join(" ", List.of(words).subList(0, WORDS)));
	}

	@Benchmark
	public JsonNode parseIssue() {
		return this.json.readTree(this.issue);
	}

	@Benchmark
	public int deflateIssue() {
		Deflater deflater = new Deflater(1);
		deflater.setInput(new String(this.issue, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
		deflater.finish();
		int length = deflater.deflate(this.deflated);
		deflater.end();
		return length;
	}

	@Benchmark
	public Object embed235Words() {
		return this.provider.embed(this.text);
	}

}
