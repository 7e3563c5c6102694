package dev.lorebatch.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.vector.EmbeddingException;
import dev.lorebatch.vector.EmbeddingProfile;
import dev.lorebatch.vector.EmbeddingProvider;
import dev.lorebatch.vector.VectorSearch;
import dev.lorebatch.vector.VectorSearch.DocumentSelection;
import dev.lorebatch.vector.VectorSearch.Made;
import dev.lorebatch.vector.VectorSearch.Neighbour;
import dev.lorebatch.vector.Vectors;

/**
 * Documents by how near their vectors are to that of a text.
 */
class VectorRanking {

	/** Below it, two texts have nothing to do with each other. */
	private static final float MIN_SIMILARITY = 0.1f;

	/**
	 * So many documents are kept in one reading: an issue may have many, and reading all
	 * vectors again takes longer than keeping more.
	 */
	private static final int KEPT = 500;

	/** What a provider is sent at most; a query is not longer than the lexical one. */
	private static final int MAX_LENGTH = 2_000;

	private static final String SELECTION = """
			SELECT d.id FROM documents d
			LEFT JOIN issues i ON d.entity_type = 'issue' AND i.id = d.entity_id
			LEFT JOIN merge_requests m ON d.entity_type = 'merge_request' AND m.id = d.entity_id
			WHERE %s AND (%s)
			""";

	private final JdbcClient jdbc;

	private final VectorSearch search;

	private final ConfidentialPolicy policy;

	private final EmbeddingProvider provider;

	private final EmbeddingProfile profile;

	VectorRanking(JdbcClient jdbc, VectorSearch search, ConfidentialPolicy policy, EmbeddingProvider provider,
			EmbeddingProfile profile) {
		this.jdbc = jdbc;
		this.search = search;
		this.policy = policy;
		this.provider = provider;
		this.profile = profile;
	}

	/**
	 * Why there is nothing to compare with, {@code null} if there is.
	 */
	@Nullable String unusable() {
		if (!this.profile.isEnabled()) {
			return "lore.embedding.provider is none";
		}
		boolean any = this.jdbc.sql("SELECT EXISTS (SELECT 1 FROM embeddings WHERE provider = ? AND model = ?)")
			.params(this.profile.provider(), this.profile.model())
			.query(Boolean.class)
			.single();
		return any ? null
				: "there are no vectors of %s %s, run embed".formatted(this.profile.provider(), this.profile.model());
	}

	/**
	 * The vector of a query; {@code null} if it has none, because there is no word in it.
	 * @param warnings told if it cannot be learnt which model made it
	 * @throws EmbeddingException if the provider gives none
	 */
	@Nullable Query embed(String text, List<String> warnings) {
		String bounded = text.substring(0, Math.min(text.length(), MAX_LENGTH));
		List<float[]> vectors = this.provider.embed(List.of(bounded.replaceAll("[\\p{Cc}\\p{Cs}]", " ")));
		float[] vector = vectors.isEmpty() ? new float[0] : vectors.get(0);
		if (Vectors.defect(vector, vector.length) != null) {
			return null;
		}
		String digest = null;
		try {
			digest = this.provider.digest();
		}
		catch (EmbeddingException ex) {
			warnings
				.add("it is unproven that vectors are of the model as it is now, only their dimensions were compared: "
						+ ex.getMessage());
		}
		return new Query(vector, made(digest));
	}

	private Made made(@Nullable String digest) {
		return new Made(this.profile.provider(), this.profile.model(), digest);
	}

	/**
	 * The vector of the beginning of an issue or merge request, {@code null} if it has
	 * none.
	 */
	@Nullable Query stored(EntityLookup.Found entity) {
		return this.jdbc.sql("""
				SELECT e.vector, e.model_digest FROM documents d JOIN embeddings e ON e.document_id = d.id
				WHERE d.source_type = ? AND d.source_id = ? AND e.provider = ? AND e.model = ? AND e.chunk_index = 0
				""")
			.params(entity.kind().value(), entity.id(), this.profile.provider(), this.profile.model())
			.query((row, index) -> new Query(Vectors.decode(row.getBytes(1)), made(row.getString(2))))
			.optional()
			.orElse(null);
	}

	/**
	 * The nearest documents. The function gives the best so many of them; it reads all
	 * vectors when it is first asked, and again only if it is asked for very many.
	 */
	Nearest nearest(Query query, SearchCondition condition) {
		return new Nearest(query, selection(condition));
	}

	/**
	 * A vector to compare with, and what it was made with.
	 */
	static final class Query {

		private final float[] vector;

		private final Made made;

		private Query(float[] vector, Made made) {
			this.vector = vector;
			this.made = made;
		}

	}

	/**
	 * The documents that are nearest to one vector.
	 */
	final class Nearest implements IntFunction<List<Placed>> {

		private final Query query;

		private final DocumentSelection selection;

		private int kept;

		private List<Neighbour> near = List.of();

		private VectorSearch.Nearest last = VectorSearch.Nearest.NOTHING;

		private @Nullable CompletableFuture<VectorSearch.Nearest> ahead;

		private Nearest(Query query, DocumentSelection selection) {
			this.query = query;
			this.selection = selection;
		}

		/**
		 * How many documents were left out because their vectors cannot be compared.
		 */
		int outdated() {
			return this.last.outdated();
		}

		/**
		 * What to tell people about the vectors that were looked at.
		 */
		List<String> warnings() {
			List<String> warnings = new ArrayList<>();
			if (this.last.outdated() > 0) {
				warnings.add(
						"%d documents have vectors of another model or version of it, which cannot be compared, run embed"
							.formatted(this.last.outdated()));
			}
			if (this.last.unproven() > 0) {
				warnings.add(
						"it is unproven which version of the model made the vectors of %d documents, run embed --unproven"
							.formatted(this.last.unproven()));
			}
			return warnings;
		}

		/**
		 * Starts reading in another thread, if there is much to read: they are going to
		 * be asked for.
		 */
		void begin() {
			if (this.ahead == null && this.kept == 0 && VectorRanking.this.search.isLarge()) {
				this.ahead = VectorRanking.this.search.nearestBeside(this.query.made, this.query.vector, KEPT,
						this.selection);
			}
		}

		@Override
		public List<Placed> apply(int limit) {
			if (limit > this.kept) {
				this.kept = Math.max(limit, KEPT);
				this.last = scan();
				this.near = this.last.neighbours()
					.stream()
					.filter((neighbour) -> neighbour.similarity() >= MIN_SIMILARITY)
					.toList();
			}
			return placed(this.near.subList(0, Math.min(limit, this.near.size())));
		}

		private VectorSearch.Nearest scan() {
			CompletableFuture<VectorSearch.Nearest> begun = this.ahead;
			this.ahead = null;
			if (begun == null) {
				return VectorRanking.this.search.nearest(this.query.made, this.query.vector, this.kept, this.selection);
			}
			VectorSearch.Nearest found = VectorSearch.join(begun);
			return (this.kept <= KEPT) ? found : scan();
		}

	}

	private List<Placed> placed(List<Neighbour> near) {
		Map<Long, Placed.Key> owners = owners(near);
		List<Placed> placed = new ArrayList<>();
		for (Neighbour neighbour : near) {
			Placed.Key owner = owners.get(neighbour.documentId());
			if (owner != null) {
				placed.add(new Placed(owner.kind(), owner.id(), placed.size() + 1, neighbour.similarity(),
						neighbour.documentId()));
			}
		}
		return placed;
	}

	private DocumentSelection selection(SearchCondition condition) {
		if (this.policy.searchable() && condition.sql().equals("1")) {
			return DocumentSelection.ALL;
		}
		String allowed = this.policy.searchable() ? "1" : "d.confidential = 0";
		return new DocumentSelection(SELECTION.formatted(allowed, condition.sql()), condition.parameters());
	}

	private Map<Long, Placed.Key> owners(List<Neighbour> neighbours) {
		Map<Long, Placed.Key> owners = new HashMap<>();
		String ids = JsonMapper.shared().writeValueAsString(neighbours.stream().map(Neighbour::documentId).toList());
		this.jdbc.sql("SELECT id, entity_type, entity_id FROM documents WHERE id IN (SELECT value FROM json_each(?))")
			.param(ids)
			.query((row) -> {
				owners.put(row.getLong(1), new Placed.Key(EntityKind.ofValue(row.getString(2)), row.getLong(3)));
			});
		return owners;
	}

}
