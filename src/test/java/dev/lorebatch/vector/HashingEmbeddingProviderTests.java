package dev.lorebatch.vector;

import java.util.Arrays;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class HashingEmbeddingProviderTests {

	private final HashingEmbeddingProvider provider = new HashingEmbeddingProvider();

	@Property(tries = 200)
	void vectorsHaveNoDefect(@ForAll String text) {
		assertThat(Vectors.defect(embed(text), this.provider.dimensions())).isNull();
	}

	@Test
	void sameTextSameVector() {
		assertThat(embed("tide gauge offline")).isEqualTo(embed("tide gauge offline"));
	}

	@Test
	void textsThatShareWordsAreNearerThanTextsThatDoNot() {
		float[] query = embed("tide gauge loses samples");
		assertThat(cosine(query, embed("The tide gauge lost three samples at noon")))
			.isGreaterThan(cosine(query, embed("Rename the deploy pipeline of the website")) + 0.2);
	}

	@Test
	void aTypoStaysNear() {
		assertThat(cosine(embed("calibration"), embed("calibraton"))).isGreaterThan(0.3);
	}

	@ParameterizedTest
	@CsvSource({ "Leuchtturm, leuchtturm", "Küste, kuste", "STRASSE, Straße", "ﬁlter, filter", "Ａｄｅ, ade",
			"café, café" })
	void caseAccentsLigaturesAndWidthsMakeNoDifference(String left, String right) {
		assertThat(cosine(embed(left), embed(right))).isGreaterThan(0.999);
	}

	@ParameterizedTest
	@CsvSource({ "parseTideTable, parse tide table", "parse_tide_table, parse tide table", "HTTPServer, http server",
			"Tide::Table.parse, tide table parse", "src/tide/table.rs, tide table", "V008, v 008" })
	void namesInCodeAreNearTheirWords(String name, String words) {
		assertThat(cosine(embed(name), embed(words))).isGreaterThan(0.6);
	}

	@Test
	void aNameIsNearerToItselfThanToItsWords() {
		assertThat(cosine(embed("parse_tide_table fails"), embed("why parse_tide_table fails")))
			.isGreaterThan(cosine(embed("parse_tide_table fails"), embed("why parse tide table fails")));
	}

	/**
	 * Stored vectors and those of queries are compared: what makes another one for the
	 * same text has to change the name of the model, too.
	 */
	@ParameterizedTest
	@CsvSource({ "The tide gauge is offline; see harbor/lighthouse#12., 1589087965",
			"Parse HTTPServer::parseTideTable_v2 at src/tide/table.rs:42 in Küste; STRASSE ﬁlter 中文, -812891904",
			"?!, 767348737" })
	void vectorsStayWhatTheyAreUnderTheNameOfTheModel(String text, int hash) {
		assertThat(this.provider.model()).isEqualTo("lexical-hash-v3");
		assertThat(Arrays.hashCode(embed(text))).isEqualTo(hash);
	}

	private float[] embed(String text) {
		return this.provider.embed(List.of(text)).get(0);
	}

	private static double cosine(float[] left, float[] right) {
		float[] first = Vectors.normalize(left);
		float[] second = Vectors.normalize(right);
		double sum = 0;
		for (int index = 0; index < first.length; index++) {
			sum += first[index] * (double) second[index];
		}
		return sum;
	}

}
