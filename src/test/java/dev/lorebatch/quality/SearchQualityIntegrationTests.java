package dev.lorebatch.quality;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.search.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The short version of {@link SearchBenchmark}: what search finds must not get worse. No
 * times.
 */
class SearchQualityIntegrationTests {

	private static final int GENERATED = 900;

	@TempDir
	static Path folder;

	private static SearchedMirror mirror;

	private static List<ClassOfQueries> classes;

	@BeforeAll
	static void measure() throws Exception {
		mirror = SearchedMirror.create(folder.resolve("lore.db"), GENERATED);
		classes = ClassOfQueries.measure(mirror, mirror.queries());
	}

	@AfterAll
	static void close() {
		mirror.close();
	}

	@Test
	void hybridLosesToLexicalOnNoClass() {
		assertThat(classes).hasSizeGreaterThan(10).allSatisfy((measured) -> {
			Quality lexical = measured.in(Mode.LEXICAL);
			Quality hybrid = measured.in(Mode.HYBRID);
			assertThat(hybrid.recall()).as(measured.name()).isGreaterThanOrEqualTo(lexical.recall() - 1e-9);
			assertThat(hybrid.reciprocalRank()).as(measured.name())
				.isGreaterThanOrEqualTo(lexical.reciprocalRank() - 1e-9);
		});
	}

	@Test
	void everyModeFindsAsMuchAsItDid() {
		ClassOfQueries all = classes.get(classes.size() - 1);
		assertThat(all.queries()).isGreaterThanOrEqualTo(60);
		assertFloor(all.in(Mode.LEXICAL), 0.89, 0.88);
		assertFloor(all.in(Mode.VECTOR), 0.70, 0.58);
		assertFloor(all.in(Mode.HYBRID), 0.93, 0.90);
	}

	@Test
	void whatIsExactIsFoundFirst() {
		assertThat(classes).filteredOn(
				(measured) -> List.of("reference", "prefix", "code", "number and error code").contains(measured.name()))
			.hasSize(4)
			.allSatisfy((measured) -> assertFloor(measured.in(Mode.HYBRID), 1, 1));
	}

	@Test
	void vectorsFindWhatIsMisspelt() {
		ClassOfQueries typos = classes.stream()
			.filter((measured) -> measured.name().equals("typo"))
			.findAny()
			.orElseThrow();
		assertThat(typos.in(Mode.HYBRID).recall()).isGreaterThan(typos.in(Mode.LEXICAL).recall() + 0.05);
	}

	@Test
	void leavingVectorsOutWhereTheyCanChangeNothingChangesNothing() {
		assertThat(LabelledQuery.readAll()).extracting(LabelledQuery::text)
			.allSatisfy((text) -> assertThat(mirror.references(text, Mode.HYBRID))
				.isEqualTo(mirror.explainedReferences(text)));
	}

	@Test
	void twoThreadsFindTheSame() {
		assertThat(LabelledQuery.readAll()).extracting(LabelledQuery::text).allSatisfy((text) -> {
			assertThat(mirror.referencesOfTwoThreads(text, Mode.HYBRID))
				.isEqualTo(mirror.references(text, Mode.HYBRID));
			assertThat(mirror.referencesOfTwoThreads(text, Mode.VECTOR))
				.isEqualTo(mirror.references(text, Mode.VECTOR));
		});
	}

	@Test
	void theQueriesAreWhatTheyShouldBe() {
		List<LabelledQuery> queries = LabelledQuery.readAll();
		assertThat(queries).hasSizeGreaterThanOrEqualTo(60).extracting(LabelledQuery::text).doesNotHaveDuplicates();
		assertThat(queries).allSatisfy((query) -> assertThat(query.expected()).doesNotHaveDuplicates()
			.allMatch((reference) -> reference.matches("[a-z/-]+[#!][0-9]+")));
	}

	@Test
	void measuresAsTheBooksSay() {
		assertThat(Quality.of(List.of("a", "b", "c"), List.of("b", "x"))).isEqualTo(new Quality(0.5, 0.5));
		assertThat(Quality.of(List.of("a"), List.of("b"))).isEqualTo(new Quality(0, 0));
		assertThat(Quality.average(List.of(new Quality(1, 1), new Quality(0, 0.5)))).isEqualTo(new Quality(0.5, 0.75));
	}

	private static void assertFloor(Quality quality, double recall, double reciprocalRank) {
		assertThat(quality.recall()).isGreaterThanOrEqualTo(recall);
		assertThat(quality.reciprocalRank()).isGreaterThanOrEqualTo(reciprocalRank);
	}

}
