package dev.lorebatch.embedding;

import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class HashingEmbeddingProviderTests {

	private final HashingEmbeddingProvider provider = new HashingEmbeddingProvider();

	@Property(tries = 200)
	void vectorsAreFiniteAndOfUnitLengthOrZero(@ForAll String text) {
		float[] vector = embed(text);
		assertThat(Vectors.isValid(vector, this.provider.dimensions())).isTrue();
		double length = cosine(vector, vector);
		assertThat(length < 1e-6 || Math.abs(length - 1) < 1e-4).isTrue();
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

	@Test
	void bytesAreLittleEndianFloats() {
		assertThat(Vectors.toBytes(new float[] { 1.0f, -2.5f })).containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0);
	}

	@Test
	void numbersThatAreNoneAreRefused() {
		assertThat(Vectors.isValid(new float[] { 1, Float.NaN }, 2)).isFalse();
		assertThat(Vectors.isValid(new float[] { 1 }, 2)).isFalse();
	}

	private float[] embed(String text) {
		return this.provider.embed(List.of(text)).get(0);
	}

	private static double cosine(float[] left, float[] right) {
		double sum = 0;
		for (int index = 0; index < left.length; index++) {
			sum += left[index] * (double) right[index];
		}
		return sum;
	}

}
