package dev.lorebatch.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.jspecify.annotations.Nullable;

/**
 * Vectors as the database stores them: a scale as float32, little endian, then one signed
 * byte for each dimension. Byte times scale is the component of a vector of unit length.
 */
public final class Vectors {

	static final int HEADER = Float.BYTES;

	static final int LARGEST = Byte.MAX_VALUE;

	private Vectors() {
	}

	/**
	 * Why a vector cannot be used, {@code null} if it can.
	 * @param dimensions how long it should be
	 */
	public static @Nullable String defect(float[] vector, int dimensions) {
		if (vector.length != dimensions || vector.length == 0) {
			return "it has %d dimensions instead of %d".formatted(vector.length, dimensions);
		}
		double length = length(vector);
		if (!Double.isFinite(length)) {
			return "it contains something that is no finite number";
		}
		return (length == 0) ? "it is all zero" : null;
	}

	/**
	 * The vector of length 1 in the same direction. Only the direction of a vector means
	 * something.
	 */
	public static float[] normalize(float[] vector) {
		double length = length(vector);
		float[] unit = new float[vector.length];
		for (int index = 0; index < vector.length; index++) {
			unit[index] = (float) (vector[index] / length);
		}
		return unit;
	}

	/**
	 * How a vector without a defect is stored.
	 */
	public static byte[] encode(float[] vector) {
		double largest = 0;
		for (float value : vector) {
			largest = Math.max(largest, Math.abs((double) value));
		}
		byte[] bytes = new byte[HEADER + vector.length];
		double squares = 0;
		for (int index = 0; index < vector.length; index++) {
			byte value = (byte) Math.round(vector[index] / largest * LARGEST);
			bytes[HEADER + index] = value;
			squares += value * value;
		}
		// The length of the rounded vector, not of the given one: it is to be 1, too
		buffer(bytes).putFloat((float) (1 / Math.sqrt(squares)));
		return bytes;
	}

	/**
	 * The vector of unit length that was stored.
	 */
	public static float[] decode(byte[] stored) {
		float scale = scale(stored);
		float[] vector = new float[stored.length - HEADER];
		for (int index = 0; index < vector.length; index++) {
			vector[index] = stored[HEADER + index] * scale;
		}
		return vector;
	}

	private static double length(float[] vector) {
		double squares = 0;
		for (float value : vector) {
			squares += value * (double) value;
		}
		return Math.sqrt(squares);
	}

	static float scale(byte[] stored) {
		return buffer(stored).getFloat();
	}

	private static ByteBuffer buffer(byte[] stored) {
		return ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
	}

}
