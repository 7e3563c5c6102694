package dev.lorebatch.embedding;

import java.util.List;

/**
 * Turns texts into vectors. Implementations are thread-safe.
 */
public interface EmbeddingProvider {

	/**
	 * Stored with every vector, so that a change of provider shows.
	 */
	String name();

	String model();

	int dimensions();

	/**
	 * One vector of unit length for each text, in their order.
	 * @throws dev.lorebatch.failure.LoreException with one of the embedding exit codes
	 */
	List<float[]> embed(List<String> texts);

}
