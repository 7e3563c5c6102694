package dev.lorebatch.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.search.EntityLookup.Found;
import dev.lorebatch.search.Fusion.Fused;
import dev.lorebatch.search.LexicalResult.Matching;
import dev.lorebatch.vector.EmbeddingException;
import dev.lorebatch.vector.EmbeddingProfile;
import dev.lorebatch.vector.EmbeddingProvider;
import dev.lorebatch.vector.VectorSearch;

/**
 * Searches the mirror by words, by vectors, or both. A hit is an issue or merge request,
 * found by the best of its documents.
 */
public class Search {

	/**
	 * Begins a word that was found; in no text, as documents have no control characters.
	 */
	public static final String START = "\u0001";

	/** Ends it. */
	public static final String END = "\u0002";

	/**
	 * Each ranking is looked at deeper than is shown, so that fusing can lift something.
	 */
	private static final int DEPTH = 3;

	private static final double LEXICAL_VECTORS = 0.3;

	/** Too little to change the order of what was found by words. */
	private static final double AFTER_WORDS = 0.001;

	private static final LexicalSearch.Markers MARKERS = new LexicalSearch.Markers(START, END);

	private final JdbcClient jdbc;

	private final LexicalSearch lexical;

	private final VectorRanking vectors;

	private final boolean lexicalVectors;

	public Search(JdbcClient jdbc, VectorSearch vectors, ConfidentialPolicy policy, EmbeddingProvider provider,
			EmbeddingProfile profile) {
		this.jdbc = jdbc;
		this.lexical = new LexicalSearch(jdbc, policy);
		this.vectors = new VectorRanking(jdbc, vectors, policy, provider, profile);
		this.lexicalVectors = provider.isLexical();
	}

	/**
	 * Searches.
	 * @throws LoreException with {@link ExitCode#USAGE} if there is nothing to search for
	 * in the text, or a raw query is not valid
	 */
	public SearchResult search(SearchRequest request) {
		FullTextQuery query = request.raw() ? FullTextQuery.raw(request.text()) : FullTextQuery.of(request.text());
		if (query.isEmpty()) {
			throw new LoreException(ExitCode.USAGE, "there is nothing to search for in the query",
					"give at least one word, number or reference");
		}
		List<String> warnings = new ArrayList<>();
		VectorRanking.Query vector = usesVectors(request, query) ? vector(request.text(), warnings) : null;
		Mode mode = (vector == null) ? Mode.LEXICAL : request.mode();
		int depth = request.limit() * DEPTH;
		SearchCondition wanted = present(request.filter());
		VectorRanking.Nearest nearest = (vector != null) ? this.vectors.nearest(vector, wanted) : null;
		// Then vectors count, so they are read meanwhile
		Runnable unknownWords = (nearest != null) ? nearest::begin : () -> {
		};
		LexicalRanking words = (mode != Mode.VECTOR) ? byWords(query, wanted, depth, unknownWords)
				: LexicalRanking.NONE;
		List<Placed> near = (nearest != null && !isSettled(request, words)) ? DeepRanking.rank(depth, nearest)
				: List.of();
		if (nearest != null) {
			warnings.addAll(nearest.warnings());
			if (mode == Mode.VECTOR && nearest.outdated() > 0) {
				// What cannot be compared is to be found all the same
				warnings.add("searched by words, too");
				mode = near.isEmpty() ? Mode.LEXICAL : Mode.HYBRID;
				words = byWords(query, request.filter(), depth, unknownWords);
			}
		}
		List<Fused> fused = Fusion.fuse(words.ranked(), near, weight(words));
		List<SearchHit> hits = show(fused.stream().limit(request.limit()).toList(), mode, words.shown());
		return new SearchResult(mode, words.matching(), words.expression(), hits, warnings);
	}

	/**
	 * Whether vectors would change no hit, so that reading all of them would be in vain.
	 */
	private boolean isSettled(SearchRequest request, LexicalRanking words) {
		return !request.explain() && words.ranked().size() >= request.limit()
				&& Fusion.isSettled(request.limit(), weight(words));
	}

	/**
	 * Vectors that are lexical know no more than the words do, unless half of the words
	 * are nowhere: then these are misspelt, inflected or part of longer ones, which they
	 * see. Otherwise they only say what comes after all that was found by words.
	 */
	private double weight(LexicalRanking words) {
		return !this.lexicalVectors ? 1 : words.unknownWords() ? LEXICAL_VECTORS : AFTER_WORDS;
	}

	/**
	 * Vectors are about what is near: they would push down what a reference names, and
	 * bring back what was excluded.
	 */
	private static boolean usesVectors(SearchRequest request, FullTextQuery query) {
		return switch (request.mode()) {
			case LEXICAL -> false;
			case HYBRID -> !request.raw() && !query.isExact();
			case VECTOR -> !request.raw();
		};
	}

	/**
	 * What is nearest to an issue or merge request by its stored vectors, best first;
	 * nothing if it has none.
	 * @param warnings told what could not be compared
	 */
	public List<SearchHit> similar(Found entity, int limit, Consumer<String> warnings) {
		VectorRanking.Query vector = this.vectors.stored(entity);
		if (vector == null) {
			return List.of();
		}
		VectorRanking.Nearest nearest = this.vectors.nearest(vector, present(SearchFilter.NONE));
		List<Fused> near = DeepRanking.rank(limit + 1, nearest)
			.stream()
			.filter((placed) -> placed.kind() != entity.kind() || placed.entityId() != entity.id())
			.limit(limit)
			.map((placed) -> new Fused(null, placed, placed.score()))
			.toList();
		nearest.warnings().forEach(warnings);
		return show(near, Mode.VECTOR, "");
	}

	/**
	 * Leaves out the documents of projects that are gone. They leave the mirror soon, and
	 * then no condition is needed.
	 */
	private SearchCondition present(SearchCondition condition) {
		boolean pending = this.jdbc.sql("SELECT EXISTS (SELECT 1 FROM projects WHERE gone_pending = 1)")
			.query(Boolean.class)
			.single();
		return pending ? new PresentOnly(condition) : condition;
	}

	private LexicalRanking byWords(FullTextQuery query, SearchCondition condition, int depth, Runnable unknownWords) {
		LexicalResult[] last = new LexicalResult[1];
		List<Placed> ranked = DeepRanking.rank(depth, (limit) -> {
			last[0] = this.lexical.rank(query, condition, limit, unknownWords);
			return last[0].hits().stream().map(Search::placed).toList();
		});
		return new LexicalRanking(last[0].matching(), last[0].expression(), last[0].words(), last[0].unknownWords(),
				ranked);
	}

	/**
	 * Without vectors there is still a good search.
	 */
	private VectorRanking.@Nullable Query vector(String text, List<String> warnings) {
		String unusable = this.vectors.unusable();
		if (unusable != null) {
			warnings.add("searched by words only: " + unusable);
			return null;
		}
		long pending = this.jdbc.sql("SELECT count(DISTINCT document_id) FROM pending_embeddings")
			.query(Long.class)
			.single();
		if (pending > 0) {
			warnings.add("%d documents wait for their vectors, run embed".formatted(pending));
		}
		try {
			return this.vectors.embed(text, warnings);
		}
		catch (EmbeddingException ex) {
			warnings.add("searched by words only: " + ex.getMessage());
			return null;
		}
	}

	private List<SearchHit> show(List<Fused> fused, Mode mode, String expression) {
		List<Long> byWords = fused.stream()
			.filter((found) -> found.lexical() != null)
			.map((found) -> found.shown().documentId())
			.toList();
		Map<Long, String> passages = new Passages(this.jdbc, MARKERS).find(expression, byWords);
		HitDetails details = new HitDetails(this.jdbc);
		return fused.stream()
			.map((found) -> details.read(found, (mode == Mode.HYBRID) ? found.score() : found.shown().score(),
					passages.get(found.shown().documentId())))
			.toList();
	}

	private static Placed placed(LexicalHit hit) {
		return new Placed(hit.entityKind(), hit.entityId(), hit.rank(), hit.score(), hit.documentId());
	}

	/**
	 * A condition, and that the project is not gone.
	 */
	private record PresentOnly(SearchCondition condition) implements SearchCondition {

		@Override
		public String sql() {
			return "d.project_id NOT IN (SELECT id FROM projects WHERE gone_at IS NOT NULL) AND (%s)"
				.formatted(this.condition.sql());
		}

		@Override
		public List<Object> parameters() {
			return this.condition.parameters();
		}

	}

	/**
	 * What was found by words.
	 */
	private record LexicalRanking(Matching matching, String expression, String shown, boolean unknownWords,
			List<Placed> ranked) {

		private static final LexicalRanking NONE = new LexicalRanking(Matching.NOTHING, "", "", false, List.of());

	}

}
