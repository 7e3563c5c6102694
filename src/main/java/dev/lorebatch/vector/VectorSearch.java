package dev.lorebatch.vector;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds the documents whose vectors are nearest to one: exactly, by looking at all of
 * them. They are read one after the other and only the best are kept, so memory does not
 * grow with their number. Only vectors of the given provider and model are looked at,
 * others mean nothing beside them.
 */
public class VectorSearch {

	private static final String SCAN = """
			SELECT document_id, chunk_index, vector FROM embeddings
			WHERE provider = ? AND model = ? AND dimensions = ?
			""";

	private final JdbcClient jdbc;

	public VectorSearch(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * The nearest documents, best first, each with its best chunk.
	 * @param query of any length but zero
	 * @param limit how many at most
	 */
	public List<Neighbour> nearest(EmbeddingProfile profile, float[] query, int limit) {
		return nearest(profile, query, limit, DocumentSelection.ALL);
	}

	/**
	 * The same among some of the documents.
	 */
	public List<Neighbour> nearest(EmbeddingProfile profile, float[] query, int limit, DocumentSelection selection) {
		QueryVector wanted = new QueryVector(query);
		NearestDocuments nearest = new NearestDocuments(limit);
		List<Object> arguments = new ArrayList<>(List.of(profile.provider(), profile.model(), query.length));
		String sql = SCAN;
		if (!selection.isAll()) {
			sql += " AND document_id IN (%s)".formatted(selection.sql());
			arguments.addAll(selection.arguments());
		}
		this.jdbc.sql(sql).params(arguments).query((ResultSet row) -> offer(nearest, wanted, row));
		return nearest.bestFirst();
	}

	private static void offer(NearestDocuments nearest, QueryVector query, ResultSet row) throws SQLException {
		byte[] stored = row.getBytes(3);
		if (stored.length == Vectors.HEADER + query.dimensions()) {
			float similarity = query.similarity(stored);
			if (similarity > nearest.threshold()) {
				nearest.offer(row.getLong(1), row.getInt(2), similarity);
			}
		}
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
