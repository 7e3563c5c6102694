package dev.lorebatch.search;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.database.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class IndexInStepIntegrationTests {

	private static final String CHECK = "INSERT INTO documents_fts (documents_fts, rank) VALUES ('integrity-check', 1)";

	private static final List<String> COLUMNS = List.of("title", "indexed_title", "content", "keywords", "identifiers",
			"reference", "content_hash");

	@TempDir
	Path folder;

	@Test
	void theIndexFollowsWhateverIsDoneToDocuments() {
		Random random = new Random(4);
		try (IndexedCorpus corpus = new IndexedCorpus(this.folder)) {
			TestDatabase database = corpus.database();
			for (int iid = 1; iid <= 20; iid++) {
				corpus.issue(iid, "title " + iid, text(random));
			}
			for (int change = 0; change < 300; change++) {
				int id = 1 + random.nextInt(20);
				switch (random.nextInt(5)) {
					case 0 -> database.execute("DELETE FROM documents WHERE id = ?", id);
					case 1 -> database.execute("UPDATE documents SET body_start = ?, body_length = ? WHERE id = ?",
							random.nextInt(30), random.nextInt(60), id);
					case 2 -> database.execute(
							"INSERT INTO documents (source_type, source_id, project_id, "
									+ "entity_type, entity_id, title, indexed_title, content, content_hash) VALUES "
									+ "('discussion', ?, 1, 'issue', 1, 'x', 'x', ?, '')",
							1_000 + change, text(random));
					default -> database.execute("UPDATE documents SET %s = ? WHERE id = ?"
						.formatted(COLUMNS.get(random.nextInt(COLUMNS.size()))), text(random), id);
				}
			}
			database.execute(CHECK);
			assertThat(database.count("documents_fts")).isEqualTo(database.count("documents"));
			database.execute("DROP TRIGGER documents_after_update");
			database.execute("UPDATE documents SET content = 'something else'");
			assertThatExceptionOfType(Exception.class).as("the check notices")
				.isThrownBy(() -> database.execute(CHECK));
		}
	}

	private static String text(Random random) {
		StringBuilder text = new StringBuilder("z\u00fcndet \ud83d\ude00 ");
		for (int word = 0; word < 12; word++) {
			text.append((char) ('a' + random.nextInt(26))).append(random.nextInt(100)).append(' ');
		}
		return text.toString();
	}

}
