package dev.lorebatch.vector;

import java.util.List;

/**
 * Signed feature hashing of words, word pairs and character trigrams into a fixed number
 * of dimensions. It needs no model and no network, and it is lexical: texts are near each
 * other if they share words or parts of words, not if they mean the same.
 */
public class HashingEmbeddingProvider implements EmbeddingProvider {

	/** The name it has in the configuration. */
	public static final String NAME = "hashing";

	private static final int DIMENSIONS = 384;

	private static final int BATCH = 64;

	private static final int LONGEST = 1_000_000;

	@Override
	public String name() {
		return NAME;
	}

	/**
	 * Another number when the same text gives another vector.
	 */
	@Override
	public String model() {
		return "lexical-hash-v3";
	}

	@Override
	public boolean isLexical() {
		return true;
	}

	@Override
	public int dimensions() {
		return DIMENSIONS;
	}

	@Override
	public int batchSize() {
		return BATCH;
	}

	@Override
	public int maxInputBytes() {
		return LONGEST;
	}

	@Override
	public List<float[]> embed(List<String> texts) {
		return texts.stream().map(HashingEmbeddingProvider::embed).toList();
	}

	private static float[] embed(String text) {
		float[] vector = new float[DIMENSIONS];
		LexicalFeatures.extract(text, (hash, weight) -> add(vector, hash, weight));
		damp(vector);
		return vector;
	}

	private static void add(float[] vector, int hashCode, float weight) {
		int hash = mix(hashCode);
		vector[Math.floorMod(hash, DIMENSIONS)] += (hash < 0) ? -weight : weight;
	}

	/**
	 * Spreads {@link String#hashCode()}, whose low bits are poor: the finalizer of
	 * MurmurHash3.
	 */
	private static int mix(int hash) {
		int mixed = hash;
		mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
		mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
		return mixed ^ (mixed >>> 16);
	}

	/**
	 * A word that occurs nine times does not count nine times as much.
	 */
	private static void damp(float[] vector) {
		for (int index = 0; index < vector.length; index++) {
			vector[index] = (float) (Math.signum(vector[index]) * Math.sqrt(Math.abs(vector[index])));
		}
	}

}
