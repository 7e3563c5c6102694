package dev.lorebatch.vector;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.database.TestDatabase;
import dev.lorebatch.vector.VectorSearch.DocumentSelection;
import dev.lorebatch.vector.VectorSearch.Made;
import dev.lorebatch.vector.VectorSearch.Nearest;
import dev.lorebatch.vector.VectorSearch.Neighbour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class VectorSearchIntegrationTests {

	private static final EmbeddingProfile PROFILE = new EmbeddingProfile("hashing", "m1", 2_000);

	private static final Made MADE = new Made("hashing", "m1", null);

	@TempDir
	Path folder;

	private TestDatabase database;

	private VectorSearch search;

	private long project;

	@BeforeEach
	void open() {
		this.database = TestDatabase.in(this.folder);
		this.search = new VectorSearch(this.database.jdbc(), this.database::jdbc);
		this.project = this.database.insertProject(1, "harbor/lighthouse");
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void givesTheNearestFirst() {
		insert(1, PROFILE, new float[] { 1, 0, 0 });
		insert(2, PROFILE, new float[] { 1, 1, 0 });
		insert(3, PROFILE, new float[] { 0, 0, 1 });
		List<Neighbour> found = this.search.nearest(MADE, new float[] { 2, 0.1f, 0 }, 2).neighbours();
		assertThat(found).extracting(Neighbour::documentId).containsExactly(1L, 2L);
		assertThat(found.get(0).similarity()).isBetween(0.99f, 1.0f);
	}

	@Test
	void aDocumentCountsOnceWithItsBestChunk() {
		insert(1, PROFILE, new float[] { 0, 1, 0 }, new float[] { 1, 0, 0 }, new float[] { 1, 0.2f, 0 });
		insert(2, PROFILE, new float[] { 1, 0.5f, 0 });
		insert(3, PROFILE, new float[] { 0, 1, 0 });
		assertThat(this.search.nearest(MADE, new float[] { 1, 0, 0 }, 2).neighbours())
			.extracting((neighbour) -> neighbour.documentId() + "/" + neighbour.chunkIndex())
			.containsExactly("1/1", "2/0");
	}

	@Test
	void looksAtVectorsOfTheSameModelAndLengthOnly() {
		insert(1, new EmbeddingProfile("ollama", "m1", 2_000), new float[] { 1, 0, 0 });
		insert(2, new EmbeddingProfile("hashing", "m0", 2_000), new float[] { 1, 0, 0 });
		insert(3, PROFILE, new float[] { 1, 0 });
		insert(4, PROFILE, new float[] { 0, 1, 0 });
		Nearest found = this.search.nearest(MADE, new float[] { 1, 0, 0 }, 10);
		assertThat(found.neighbours()).extracting(Neighbour::documentId).containsExactly(4L);
		assertThat(found.outdated()).as("documents that were left out").isEqualTo(3);
		assertThat(found.unproven()).isZero();
	}

	@Test
	void vectorsOfAnotherDigestAreCountedAndThoseWithoutAreComparedAndCounted() {
		insert(1, PROFILE, new float[] { 1, 0, 0 }, new float[] { 1, 0, 0 });
		insert(2, PROFILE, new float[] { 1, 1, 0 }, new float[] { 1, 0, 0 });
		insert(3, PROFILE, new float[] { 0, 1, 0 });
		this.database.execute("UPDATE embeddings SET model_digest = 'old' WHERE document_id = 1");
		this.database.execute("UPDATE embeddings SET model_digest = 'new' WHERE document_id = 3");
		for (int many : new int[] { 1, 5_000 }) {
			VectorSearch search = new VectorSearch(this.database.jdbc(), this.database::jdbc, many);
			Nearest found = search.nearest(new Made("hashing", "m1", "new"), new float[] { 1, 1, 0 }, 10);
			assertThat(found.neighbours()).extracting(Neighbour::documentId).containsExactly(2L, 3L);
			assertThat(found.outdated()).isOne();
			assertThat(found.unproven()).isOne();
			assertThat(search.nearest(MADE, new float[] { 1, 1, 0 }, 10).neighbours()).as("by dimensions alone")
				.hasSize(3);
		}
	}

	@Test
	void looksAtSelectedDocumentsOnly() {
		insert(1, PROFILE, new float[] { 1, 0, 0 });
		insert(2, PROFILE, new float[] { 0, 1, 0 });
		DocumentSelection selection = new DocumentSelection("SELECT id FROM documents WHERE title = ?",
				List.of("Title 2"));
		assertThat(this.search.nearest(MADE, new float[] { 1, 0, 0 }, 10, selection).neighbours())
			.extracting(Neighbour::documentId)
			.containsExactly(2L);
	}

	@ParameterizedTest(name = "two threads read from {0} on")
	@ValueSource(ints = { 10, 299, 300, 5_000 })
	void findsWhatComparingAllOfThemFinds(int many) {
		AtomicInteger others = new AtomicInteger();
		VectorSearch search = new VectorSearch(this.database.jdbc(), () -> {
			others.incrementAndGet();
			return this.database.jdbc();
		}, many);
		Random random = new Random(11);
		List<float[]> vectors = new ArrayList<>();
		for (int id = 1; id <= 300; id++) {
			float[] vector = random(random);
			vectors.add(Vectors.decode(Vectors.encode(vector)));
			insert(id, PROFILE, vector);
		}
		float[] query = Vectors.normalize(random(random));
		List<Long> expected = java.util.stream.LongStream.rangeClosed(1, 300)
			.boxed()
			.sorted(Comparator.comparingDouble((Long id) -> -dot(query, vectors.get(id.intValue() - 1))))
			.limit(10)
			.toList();
		assertThat(search.nearest(MADE, query, 10).neighbours()).extracting(Neighbour::documentId)
			.containsExactlyElementsOf(expected);
		assertThat(others).hasValue((many < 300) ? 1 : 0);
		assertThat(search.isLarge()).isEqualTo(many < 300);
		assertThat(VectorSearch.join(search.nearestBeside(MADE, query, 10, DocumentSelection.ALL)))
			.isEqualTo(search.nearest(MADE, query, 10));
	}

	@Test
	void whatFailsInTheOtherThreadFailsHere() {
		insert(1, PROFILE, new float[] { 1, 0, 0 });
		insert(2, PROFILE, new float[] { 1, 1, 0 });
		VectorSearch search = new VectorSearch(this.database.jdbc(), () -> {
			throw new LoreException(ExitCode.DATABASE, "cannot open it again");
		}, 1);
		assertThatExceptionOfType(LoreException.class)
			.isThrownBy(() -> search.nearest(MADE, new float[] { 1, 0, 0 }, 1))
			.withMessage("cannot open it again");
	}

	private void insert(long id, EmbeddingProfile profile, float[]... vectors) {
		this.database.execute("""
				INSERT INTO documents (id, source_type, source_id, project_id, entity_type, entity_id, title, content,
					content_hash) VALUES (?, 'issue', ?, ?, 'issue', ?, ?, '', 'h')
				""", id, id, this.project, id, "Title " + id);
		for (int index = 0; index < vectors.length; index++) {
			this.database.execute("""
					INSERT INTO embeddings (document_id, chunk_index, provider, model, dimensions, chunk_size,
						content_hash, vector) VALUES (?, ?, ?, ?, ?, ?, 'h', ?)
					""", id, index, profile.provider(), profile.model(), vectors[index].length, profile.chunkSize(),
					Vectors.encode(vectors[index]));
		}
	}

	private static float[] random(Random random) {
		float[] vector = new float[16];
		for (int index = 0; index < vector.length; index++) {
			vector[index] = (float) random.nextGaussian();
		}
		return vector;
	}

	private static double dot(float[] left, float[] right) {
		double sum = 0;
		for (int index = 0; index < left.length; index++) {
			sum += left[index] * (double) right[index];
		}
		return sum;
	}

}
