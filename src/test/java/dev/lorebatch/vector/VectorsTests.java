package dev.lorebatch.vector;

import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class VectorsTests {

	@Test
	void anythingButFiniteNumbersIsADefect() {
		assertThat(Vectors.defect(new float[] { 1, Float.NaN }, 2)).contains("no finite number");
		assertThat(Vectors.defect(new float[] { Float.POSITIVE_INFINITY, 1 }, 2)).contains("no finite number");
	}

	@Test
	void anotherLengthIsADefect() {
		assertThat(Vectors.defect(new float[] { 1 }, 2)).contains("1 dimensions instead of 2");
		assertThat(Vectors.defect(new float[0], 0)).isNotNull();
	}

	@Test
	void nothingButZeroIsADefect() {
		assertThat(Vectors.defect(new float[] { 0, 0 }, 2)).contains("all zero");
		assertThat(Vectors.defect(new float[] { 0, 1e-30f }, 2)).isNull();
	}

	@Test
	void storedVectorsHaveAScaleAndOneByteForEachDimension() {
		byte[] stored = Vectors.encode(new float[] { 3, -4 });
		// 3/4 of 127 is 95; the scale makes the length 1
		assertThat(stored).hasSize(6).endsWith(95, -127);
		assertThat(java.nio.ByteBuffer.wrap(stored).order(java.nio.ByteOrder.LITTLE_ENDIAN).getFloat())
			.isEqualTo((float) (1 / Math.sqrt(95 * 95 + 127 * 127)));
	}

	@Test
	void storingKeepsTheDirection() {
		Random random = new Random(3);
		for (int round = 0; round < 50; round++) {
			float[] vector = random(random, 384);
			float[] stored = Vectors.decode(Vectors.encode(vector));
			assertThat(cosine(vector, stored)).isGreaterThan(0.999);
			assertThat(cosine(stored, stored)).isCloseTo(1, within(1e-4));
		}
	}

	@Test
	void similarityIsTheCosine() {
		Random random = new Random(5);
		for (int dimensions : new int[] { 1, 3, 4, 7, 384, 1_025, 8_192 }) {
			float[] query = random(random, dimensions);
			byte[] stored = Vectors.encode(random(random, dimensions));
			assertThat((double) new QueryVector(query).similarity(stored)).as("%d dimensions", dimensions)
				.isCloseTo(cosine(query, Vectors.decode(stored)), within(1e-4));
		}
	}

	@Test
	void theLargestSumFits() {
		for (int dimensions : new int[] { 1, 384, 8_192 }) {
			float[] same = new float[dimensions];
			java.util.Arrays.fill(same, 3);
			byte[] stored = Vectors.encode(same);
			assertThat((double) new QueryVector(same).similarity(stored)).isCloseTo(1, within(5e-4));
			java.util.Arrays.fill(same, -3);
			assertThat((double) new QueryVector(same).similarity(stored)).isCloseTo(-1, within(5e-4));
		}
	}

	private static float[] random(Random random, int dimensions) {
		float[] vector = new float[dimensions];
		for (int index = 0; index < dimensions; index++) {
			vector[index] = (float) random.nextGaussian();
		}
		return vector;
	}

	private static double cosine(float[] left, float[] right) {
		double sum = 0;
		double squaresLeft = 0;
		double squaresRight = 0;
		for (int index = 0; index < left.length; index++) {
			sum += left[index] * (double) right[index];
			squaresLeft += left[index] * (double) left[index];
			squaresRight += right[index] * (double) right[index];
		}
		return sum / Math.sqrt(squaresLeft * squaresRight);
	}

}
