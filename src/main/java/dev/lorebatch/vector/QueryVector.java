package dev.lorebatch.vector;

/**
 * A vector that is compared with many stored ones: as whole numbers, because multiplying
 * bytes by floats takes twice as long. They have far more digits than the bytes.
 */
final class QueryVector {

	private final int[] components;

	private final float scale;

	/**
	 * @param vector of any length but zero
	 */
	QueryVector(float[] vector) {
		float[] unit = Vectors.normalize(vector);
		// No sum of products with bytes is larger than an int: that is the product of
		// both lengths at most
		double length = Math.floor(Integer.MAX_VALUE / ((Vectors.LARGEST + 1) * (Math.sqrt(unit.length) + 1)));
		this.scale = (float) (1 / length);
		this.components = new int[unit.length];
		for (int index = 0; index < unit.length; index++) {
			this.components[index] = (int) Math.round(unit[index] * length);
		}
	}

	int dimensions() {
		return this.components.length;
	}

	/**
	 * The cosine of the angle between the two: 1 if they point the same way. Sums go into
	 * four variables, so that an addition need not wait for the one before.
	 */
	float similarity(byte[] stored) {
		int sum0 = 0;
		int sum1 = 0;
		int sum2 = 0;
		int sum3 = 0;
		int[] query = this.components;
		int offset = Vectors.HEADER;
		int index = 0;
		for (; index <= query.length - 4; index += 4) {
			sum0 += query[index] * stored[offset + index];
			sum1 += query[index + 1] * stored[offset + index + 1];
			sum2 += query[index + 2] * stored[offset + index + 2];
			sum3 += query[index + 3] * stored[offset + index + 3];
		}
		for (; index < query.length; index++) {
			sum0 += query[index] * stored[offset + index];
		}
		return (sum0 + sum1 + sum2 + sum3) * this.scale * Vectors.scale(stored);
	}

}
