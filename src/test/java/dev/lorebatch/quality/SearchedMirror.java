package dev.lorebatch.quality;

import java.nio.file.Path;
import java.util.List;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.DatabaseFile;
import dev.lorebatch.database.ReadOnlyDatabase;
import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.documents.DocumentRebuild;
import dev.lorebatch.embedding.BacklogEmbedder;
import dev.lorebatch.embedding.BacklogEmbedder.Scope;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleProject;
import dev.lorebatch.search.ConfidentialPolicy;
import dev.lorebatch.search.Mode;
import dev.lorebatch.search.Search;
import dev.lorebatch.search.SearchFilter;
import dev.lorebatch.search.SearchHit;
import dev.lorebatch.search.SearchRequest;
import dev.lorebatch.search.SearchResult;
import dev.lorebatch.support.TestMirror;
import dev.lorebatch.vector.EmbeddingProfile;
import dev.lorebatch.vector.EmbeddingProvider;
import dev.lorebatch.vector.HashingEmbeddingProvider;
import dev.lorebatch.vector.VectorSearch;

/**
 * A mirror of all sample projects and, if wanted, of a large generated one, with the
 * documents and vectors that the program makes, searched as the program does.
 */
final class SearchedMirror implements AutoCloseable {

	/** In the order of the tables. */
	static final List<Mode> MODES = List.of(Mode.LEXICAL, Mode.VECTOR, Mode.HYBRID);

	private static final int LIMIT = 10;

	private static final List<String> PROJECTS = List.of("harbor/lighthouse", "harbor/tools/rope-kit",
			"harbor/keepers-log", "harbor/charts");

	private static final int CHUNK_SIZE = 2_000;

	private final Path file;

	private final ReadOnlyDatabase database;

	private final JdbcClient jdbc;

	private final Search search;

	private final Search largeSearch;

	private SearchedMirror(Path file) {
		this.file = file;
		this.database = ReadOnlyDatabase.open(new DatabaseFile(file));
		this.jdbc = this.database.jdbc();
		EmbeddingProvider provider = new HashingEmbeddingProvider();
		EmbeddingProfile profile = new EmbeddingProfile(provider.name(), provider.model(), CHUNK_SIZE);
		this.search = new Search(this.jdbc, new VectorSearch(this.jdbc, this.database::beside), ConfidentialPolicy.KEEP,
				provider, profile);
		this.largeSearch = new Search(this.jdbc, new VectorSearch(this.jdbc, this.database::beside, 1),
				ConfidentialPolicy.KEEP, provider, profile);
	}

	/**
	 * Makes one, which takes a while.
	 * @param generated how many documents more
	 */
	static SearchedMirror create(Path file, int generated) throws Exception {
		try (SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());
				TestMirror mirror = TestMirror.open(file, sample.url())) {
			for (String path : PROJECTS) {
				SampleProject project = sample.project(path);
				SurgicalRequest request = new SurgicalRequest("sync-" + project.id(), path,
						project.issueIids().stream().sorted().toList(),
						project.mergeRequestIids().stream().sorted().toList(), true, true);
				JobExecution run = mirror.run(request);
				if (run.getStatus() != BatchStatus.COMPLETED) {
					throw new IllegalStateException(
							"%s was not synced: %s".formatted(path, run.getAllFailureExceptions()));
				}
			}
			if (generated > 0) {
				new GeneratedMirror(mirror.bean(WriteTransactions.class)).fill(generated);
				mirror.bean(DocumentRebuild.class).rebuild(GeneratedMirror.PROJECT, (line) -> {
				}, () -> false);
				mirror.bean(BacklogEmbedder.class).embed(Scope.PENDING);
			}
		}
		return new SearchedMirror(file);
	}

	SearchResult search(String text, Mode mode) {
		return this.search.search(new SearchRequest(text, false, mode, SearchFilter.NONE, LIMIT, false));
	}

	/**
	 * What is found, best first.
	 */
	List<String> references(String text, Mode mode) {
		return references(search(text, mode));
	}

	/**
	 * The same, looked up in both rankings whether they matter or not.
	 */
	List<String> explainedReferences(String text) {
		return references(
				this.search.search(new SearchRequest(text, false, Mode.HYBRID, SearchFilter.NONE, LIMIT, true)));
	}

	/**
	 * The same, found with two threads as in a large mirror.
	 */
	List<String> referencesOfTwoThreads(String text, Mode mode) {
		return references(
				this.largeSearch.search(new SearchRequest(text, false, mode, SearchFilter.NONE, LIMIT, false)));
	}

	private static List<String> references(SearchResult result) {
		return result.hits().stream().map(SearchHit::reference).toList();
	}

	/**
	 * The labelled queries for which it has everything that is to be found.
	 */
	List<LabelledQuery> queries() {
		return LabelledQuery.readAll()
			.stream()
			.filter((query) -> query.expected().stream().allMatch(this::has))
			.toList();
	}

	private boolean has(String reference) {
		return count(
				"SELECT EXISTS (SELECT 1 FROM documents d JOIN issues i ON d.source_type = 'issue' AND i.id = d.source_id "
						+ "JOIN projects p ON p.id = i.project_id WHERE p.path || '#' || i.iid = ?1) OR EXISTS (SELECT 1 FROM documents d "
						+ "JOIN merge_requests m ON d.source_type = 'merge_request' AND m.id = d.source_id "
						+ "JOIN projects p ON p.id = m.project_id WHERE p.path || '!' || m.iid = ?1)",
				reference) > 0;
	}

	/**
	 * What there would be without an index.
	 * @return how many documents have the text
	 */
	long scan(String text) {
		return count("SELECT count(*) FROM documents WHERE content LIKE '%' || ? || '%'", text);
	}

	long documents() {
		return count("SELECT count(*) FROM documents");
	}

	long vectors() {
		return count("SELECT count(*) FROM embeddings");
	}

	/**
	 * Size of the file in bytes.
	 */
	long size() {
		return this.file.toFile().length();
	}

	private long count(String sql, Object... arguments) {
		return this.jdbc.sql(sql).params(arguments).query(Long.class).single();
	}

	@Override
	public void close() {
		this.database.close();
	}

}
