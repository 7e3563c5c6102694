package dev.lorebatch.embedding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Vectors as the database stores them: float32, little endian.
 */
final class Vectors {

	private Vectors() {
	}

	static byte[] toBytes(float[] vector) {
		ByteBuffer buffer = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		for (float value : vector) {
			buffer.putFloat(value);
		}
		return buffer.array();
	}

	/**
	 * Whether the vector is usable: as long as it should be, every number finite.
	 */
	static boolean isValid(float[] vector, int dimensions) {
		if (vector.length != dimensions) {
			return false;
		}
		for (float value : vector) {
			if (!Float.isFinite(value)) {
				return false;
			}
		}
		return true;
	}

}
