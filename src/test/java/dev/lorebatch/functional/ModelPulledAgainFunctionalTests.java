package dev.lorebatch.functional;

import java.nio.file.Path;
import java.util.List;

import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.support.OllamaStub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What searches and checks say while vectors of two models lie side by side.
 */
class ModelPulledAgainFunctionalTests {

	private static final String[] QUERY = { "search", "the", "lamp", "and", "the", "relay", "--mode", "vector", "-n",
			"50" };

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private OllamaStub ollama;

	private LoreHome home;

	@BeforeEach
	void start() throws Exception {
		this.sample = SampleGitLab.start(SampleOptions.defaults());
		this.ollama = new OllamaStub();
		this.home = LoreHome.of(this.folder, this.sample.url())
			.with("LORE_EMBEDDING_PROVIDER", "ollama")
			.with("LORE_EMBEDDING_URL", this.ollama.url().toString())
			.with("LORE_EMBEDDING_MODEL", OllamaStub.MODEL)
			.warmRuns();
	}

	@AfterEach
	void stop() {
		this.ollama.close();
		this.sample.close();
	}

	@Test
	void vectorsOfTheModelBeforeAreReportedEverywhereAndSearchedByWords() {
		assertThat(this.home.run("sync", "-p", "harbor/lighthouse", "--issue", "1,2,5")).succeeded();
		this.ollama.pull("b".repeat(64), 2);
		assertThat(this.home.run("sync", "-p", "harbor/lighthouse", "--issue", "10")).succeeded();
		long old = this.home.database()
			.number("SELECT count(DISTINCT document_id) FROM embeddings WHERE dimensions = 4");

		CliResult found = this.home.run(QUERY);
		assertThat(found).succeeded();
		assertThat(warnings(found)).contains(
				old + " documents have vectors of another model or version of it, which cannot be compared, run embed",
				"searched by words, too");
		assertThat(found.recoveryActions()).singleElement().asString().endsWith(" embed");
		assertThat(references(found)).as("by words").contains("harbor/lighthouse#1");
		assertThat(found.data().path("mode").asString()).isNotEqualTo("vector");
		assertThat(warnings(this.home.run("related", "10", "-p", "harbor/lighthouse"))).singleElement()
			.asString()
			.startsWith(old + " documents have vectors of another model");
		CliResult checked = this.home.run("db", "check");
		assertThat(checked).succeeded();
		assertThat(checked.data().toString()).contains("mixed_vectors");

		assertThat(this.home.shell(found.recoveryActions().get(0)).data().path("documents").asLong()).isEqualTo(old);
		assertThat(warnings(this.home.run(QUERY))).isEmpty();
		assertThat(this.home.run("db", "check").data().toString()).doesNotContain("\"mixed_vectors\",\"severity\"");
	}

	@Test
	void vectorsOfAnotherDigestAreNotComparedThoughTheyAreAsLong() {
		assertThat(this.home.run("sync", "-p", "harbor/lighthouse", "--issue", "1,2,5")).succeeded();
		this.ollama.pull("b".repeat(64), 4);
		CliResult found = this.home.run(QUERY);
		assertThat(found.data().path("mode").asString()).isEqualTo("lexical");
		assertThat(warnings(found)).anyMatch((warning) -> warning.endsWith("cannot be compared, run embed"));
		assertThat(references(found)).contains("harbor/lighthouse#1");
	}

	@Test
	void vectorsOfAnUnknownVersionAreSearchedAndSaidToBeUnproven() {
		assertThat(this.home.run("sync", "-p", "harbor/lighthouse", "--issue", "1,2,5")).succeeded();
		this.home.database().execute("UPDATE embeddings SET model_digest = NULL");
		CliResult found = this.home.run(QUERY);
		assertThat(found.data().path("mode").asString()).isEqualTo("vector");
		assertThat(warnings(found)).singleElement()
			.asString()
			.startsWith("it is unproven which version of the model made the vectors of ")
			.endsWith("documents, run embed --unproven");
		CliResult embedded = this.home.run("embed");
		assertThat(embedded).succeeded();
		assertThat(embedded.data().path("documents").asLong()).isZero();
		assertThat(embedded.data().path("unproven").asLong()).isPositive();
		assertThat(this.home.shell(embedded.recoveryActions().get(0)).data().path("unproven").asLong()).isZero();
		assertThat(warnings(this.home.run(QUERY))).isEmpty();
	}

	@Test
	void aDigestThatCannotBeAskedIsSaidInSearches() {
		assertThat(this.home.run("sync", "-p", "harbor/lighthouse", "--issue", "1,2,5")).succeeded();
		this.ollama.answerTags(() -> OllamaStub.error(503, "busy"));
		CliResult found = this.home.run(QUERY);
		assertThat(found.data().path("mode").asString()).isEqualTo("vector");
		assertThat(warnings(found)).singleElement().asString().contains("unproven", "HTTP 503, busy");
		assertThat(warnings(this.home.run("embed"))).singleElement().asString().contains("unproven", "HTTP 503, busy");
	}

	@Test
	void vectorsOfAnotherProviderAreReportedToo() {
		assertThat(this.home.run("sync", "-p", "harbor/lighthouse", "--issue", "1,2,5")).succeeded();
		this.home.with("LORE_EMBEDDING_PROVIDER", "hashing");
		assertThat(this.home.run("sync", "-p", "harbor/lighthouse", "--issue", "10")).succeeded();
		assertThat(warnings(this.home.run(QUERY)))
			.anyMatch((warning) -> warning.endsWith("cannot be compared, run embed"));
	}

	private static List<String> warnings(CliResult result) {
		return result.data().path("warnings").values().stream().map(JsonNode::asString).toList();
	}

	private static List<String> references(CliResult result) {
		return result.data().path("hits").values().stream().map((hit) -> hit.path("reference").asString()).toList();
	}

}
