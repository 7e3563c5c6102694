package dev.lorebatch.embedding;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Signed feature hashing of words, word pairs and character trigrams into a fixed number
 * of dimensions. It needs no model and no network, and it is lexical: texts are near each
 * other if they share words or parts of words, not if they mean the same.
 */
class HashingEmbeddingProvider implements EmbeddingProvider {

	private static final int DIMENSIONS = 384;

	private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

	private static final float WORD_WEIGHT = 1.0f;

	private static final float PAIR_WEIGHT = 0.5f;

	private static final float TRIGRAM_WEIGHT = 0.3f;

	@Override
	public String name() {
		return "hashing";
	}

	@Override
	public String model() {
		return "lexical-hash-v1";
	}

	@Override
	public int dimensions() {
		return DIMENSIONS;
	}

	@Override
	public List<float[]> embed(List<String> texts) {
		return texts.stream().map(HashingEmbeddingProvider::embed).toList();
	}

	private static float[] embed(String text) {
		float[] vector = new float[DIMENSIONS];
		Matcher words = WORD.matcher(text.toLowerCase(Locale.ROOT));
		String previous = "";
		while (words.find()) {
			String word = words.group();
			add(vector, "w:" + word, WORD_WEIGHT);
			if (!previous.isEmpty()) {
				add(vector, "p:" + previous + ' ' + word, PAIR_WEIGHT);
			}
			String padded = '^' + word + '$';
			for (int start = 0; start + 3 <= padded.length(); start++) {
				add(vector, "t:" + padded.substring(start, start + 3), TRIGRAM_WEIGHT);
			}
			previous = word;
		}
		return normalize(vector);
	}

	private static void add(float[] vector, String feature, float weight) {
		int hash = mix(feature.hashCode());
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
	 * Damps frequent words, then makes the length 1; a text without a word stays all
	 * zero.
	 */
	private static float[] normalize(float[] vector) {
		double sum = 0;
		for (int index = 0; index < vector.length; index++) {
			vector[index] = (float) (Math.signum(vector[index]) * Math.sqrt(Math.abs(vector[index])));
			sum += vector[index] * (double) vector[index];
		}
		double length = Math.sqrt(sum);
		for (int index = 0; index < vector.length && length > 0; index++) {
			vector[index] = (float) (vector[index] / length);
		}
		return vector;
	}

}
