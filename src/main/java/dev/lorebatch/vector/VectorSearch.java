package dev.lorebatch.vector;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds the documents whose vectors are nearest to one: exactly, by looking at all of
 * them. They are read one after the other and only the best are kept, so memory does not
 * grow with their number. Many are read by two threads, each with a connection of its
 * own: most of the time goes into handing rows over. Only vectors of the given provider,
 * model and version of the model are compared, others mean nothing beside them: they are
 * counted.
 */
public class VectorSearch {

	private static final String SCAN = """
			SELECT document_id, chunk_index,
				CASE WHEN provider = ? AND model = ? AND dimensions = ? AND coalesce(model_digest = ?, 1) THEN vector END,
				model_digest IS NULL
			FROM embeddings WHERE id BETWEEN ? AND ?
			""";

	/** Fewer are read before another connection is open. */
	private static final int MANY = 5_000;

	private final JdbcClient jdbc;

	private final Supplier<JdbcClient> beside;

	private final int many;

	/**
	 * @param beside gives queries of another connection, for another thread
	 */
	public VectorSearch(JdbcClient jdbc, Supplier<JdbcClient> beside) {
		this(jdbc, beside, (Runtime.getRuntime().availableProcessors() > 1) ? MANY : Integer.MAX_VALUE);
	}

	/**
	 * @param many from how many ids on two threads read
	 */
	public VectorSearch(JdbcClient jdbc, Supplier<JdbcClient> beside, int many) {
		this.jdbc = jdbc;
		this.beside = beside;
		this.many = many;
	}

	/**
	 * The nearest documents, best first, each with its best chunk.
	 * @param query of any length but zero
	 * @param limit how many at most
	 */
	public Nearest nearest(Made made, float[] query, int limit) {
		return nearest(made, query, limit, DocumentSelection.ALL);
	}

	/**
	 * The nearest among some of the documents.
	 */
	public Nearest nearest(Made made, float[] query, int limit, DocumentSelection selection) {
		Scan scan = new Scan(made, new QueryVector(query), selection, limit);
		long first = id("min");
		long last = id("max");
		if (last - first < this.many) {
			return scan.read(this.jdbc, first, last).result();
		}
		long middle = (first + last) / 2;
		CompletableFuture<NearestDocuments> other = CompletableFuture
			.supplyAsync(() -> scan.read(this.beside.get(), middle + 1, last));
		try {
			NearestDocuments nearest = scan.read(this.jdbc, first, middle);
			nearest.addAll(join(other));
			return nearest.result();
		}
		finally {
			other.handle((found, failure) -> true).join(); // its connection is free again
		}
	}

	/**
	 * Waits for what another thread found, and fails as it failed.
	 */
	public static <T> T join(CompletableFuture<T> other) {
		try {
			return other.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	/**
	 * The same in another thread with a connection of its own, while the caller does
	 * something else with the first one.
	 */
	public CompletableFuture<Nearest> nearestBeside(Made made, float[] query, int limit, DocumentSelection selection) {
		Scan scan = new Scan(made, new QueryVector(query), selection, limit);
		return CompletableFuture.supplyAsync(() -> scan.read(this.beside.get(), 0, Long.MAX_VALUE).result());
	}

	/**
	 * Whether reading them takes so long that another thread pays.
	 */
	public boolean isLarge() {
		return id("max") - id("min") >= this.many;
	}

	private long id(String function) {
		return this.jdbc.sql("SELECT coalesce(%s(id), 0) FROM embeddings".formatted(function))
			.query(Long.class)
			.single();
	}

	/**
	 * One reading of vectors, in parts.
	 */
	private record Scan(Made made, QueryVector query, DocumentSelection selection, int limit) {

		/**
		 * @param first smallest id of a vector
		 * @param last largest id of a vector
		 */
		NearestDocuments read(JdbcClient jdbc, long first, long last) {
			NearestDocuments nearest = new NearestDocuments(this.limit);
			List<@Nullable Object> arguments = new ArrayList<>(Arrays.asList(this.made.provider(), this.made.model(),
					this.query.dimensions(), this.made.digest(), first, last));
			arguments.addAll(this.selection.arguments());
			jdbc.sql(this.selection.isAll() ? SCAN : "%s AND document_id IN (%s)".formatted(SCAN, this.selection.sql()))
				.params(arguments)
				.query((ResultSet row) -> offer(nearest, row));
			return nearest;
		}

		private void offer(NearestDocuments nearest, ResultSet row) throws SQLException {
			byte[] stored = row.getBytes(3);
			boolean comparable = stored != null && stored.length == Vectors.HEADER + this.query.dimensions();
			if (comparable) {
				float similarity = this.query.similarity(stored);
				if (similarity > nearest.threshold()) {
					nearest.offer(row.getLong(1), row.getInt(2), similarity);
				}
			}
			boolean unproven = comparable && this.made.digest() != null && row.getBoolean(4);
			if ((!comparable || unproven) && row.getInt(2) == 0) {
				nearest.count(unproven);
			}
		}

	}

	/**
	 * What the vector of the query was made with. Vectors of another model are not
	 * compared with it.
	 *
	 * @param provider name of the provider
	 * @param model name of its model
	 * @param digest of the model; {@code null} if it is not known: then the dimensions
	 * decide
	 */
	public record Made(String provider, String model, @Nullable String digest) {

	}

	/**
	 * What was found.
	 *
	 * @param neighbours best first
	 * @param outdated how many documents were left out because their vectors are of
	 * another provider, model or version of the model
	 * @param unproven how many were compared though it is not known which version of the
	 * model made their vectors, while that of the query is
	 */
	public record Nearest(List<Neighbour> neighbours, int outdated, int unproven) {

		/** Nothing was looked at. */
		public static final Nearest NOTHING = new Nearest(List.of(), 0, 0);

	}

	/**
	 * Which documents to look at.
	 *
	 * @param sql a query that gives ids of documents; {@code ?} for each argument
	 */
	public record DocumentSelection(String sql, List<Object> arguments) {

		/** All of them. */
		public static final DocumentSelection ALL = new DocumentSelection("", List.of());

		boolean isAll() {
			return this.sql.isEmpty();
		}

	}

	/**
	 * A document near to the query.
	 *
	 * @param chunkIndex the chunk of it that is nearest
	 * @param similarity the cosine, from -1 to 1
	 */
	public record Neighbour(long documentId, int chunkIndex, float similarity) {

	}

}
