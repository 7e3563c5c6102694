package dev.lorebatch.vector;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Turns texts into vectors. Implementations are thread-safe.
 */
public interface EmbeddingProvider {

	/**
	 * Stored with every vector, so that a change of provider shows.
	 */
	String name();

	/**
	 * Stored with every vector, so that a change of model shows.
	 */
	String model();

	/**
	 * How long its vectors are, 0 until that is known.
	 */
	int dimensions();

	/**
	 * Asks what the contents of the model are called that its name stands for now.
	 * @return {@code null} if the name alone says which model it is, or if the server
	 * does not tell
	 * @throws EmbeddingException if it cannot be asked
	 */
	default @Nullable String digest() {
		return null;
	}

	/**
	 * Learns {@link #dimensions()} anew: the name may stand for another model.
	 */
	default void forgetModel() {
	}

	/**
	 * Whether its vectors are about the letters of a text, not about what it means.
	 */
	default boolean isLexical() {
		return false;
	}

	/**
	 * How many texts it takes at once.
	 */
	int batchSize();

	/**
	 * The longest text it takes, in bytes of UTF-8. A model may take less: it counts in
	 * its own tokens.
	 */
	int maxInputBytes();

	/**
	 * One vector for each text, in their order, as the provider gave them: they may be of
	 * any length and contain anything.
	 * @param texts {@link #batchSize()} at most
	 * @throws EmbeddingException if there are none
	 */
	List<float[]> embed(List<String> texts);

	/**
	 * Ends every request and wait now, from another thread; the callers get
	 * {@link EmbeddingException.Kind#CANCELLED}.
	 */
	default void cancel() {
	}

	/**
	 * Takes texts again after {@link #cancel()}.
	 */
	default void reset() {
	}

}
