package dev.lorebatch.search;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.database.TestDatabase;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.search.EntityRelations.Relation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Integration tests for {@link EntityRelations}.
 */
class EntityRelationsIntegrationTests {

	@TempDir
	Path folder;

	private TestDatabase database;

	private long project;

	@BeforeEach
	void open() {
		this.database = TestDatabase.in(this.folder);
		this.project = this.database.insertProject(71, "acme/core");
		this.database.insertIssue(this.project, 1);
		this.database.insertIssue(this.project, 2);
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void whatRefersToAnEntityIsFoundByTheIndexes() {
		assertThat(this.database.queryPlan("SELECT * FROM (" + EntityRelations.REFERENCES + ")", "issue", 1, 1, "1"))
			.anyMatch((step) -> step.contains("INDEX entity_references_target_ix"))
			.noneMatch((step) -> step
				.matches("SCAN (r|p|t|i|m|f|o|projects|entity_references|former_project_paths)\\b.*"));
	}

	@Test
	void theStrongestRelationToATargetIsShownAndNoOther() {
		for (String type : List.of("mentioned_in", "mentions", "closed_by")) {
			reference(1, type, "merge_request", "acme/core", "7");
			reference(1, type, "issue", type.equals("closed_by") ? "acme/docs" : "ACME/Docs", "3");
		}
		reference(1, "mentions", "issue", "acme/core", "2");
		reference(2, "mentions", "issue", "acme/core", "1");
		reference(1, "mentioned_in", "issue", "acme/core", "9");
		reference(1, "mentions", "issue", "Acme/core", "1");
		assertThat(related()).containsExactly("closed_by acme/core!7 null", "closed_by acme/docs#3 null",
				"mentions acme/core#2 Title", "mentioned_in acme/core#9 null");
	}

	@Test
	void whatTheMirrorCannotNumberIsShownWithoutATitle() {
		reference(1, "mentions", "issue", "acme/core", "9999999999999999999");
		reference(1, "closes", "external", "", "JIRA-1");
		assertThat(related()).containsExactly("closes  JIRA-1 null", "mentions acme/core#9999999999999999999 null");
	}

	private void reference(long source, String type, String kind, String path, String key) {
		this.database.execute(
				"""
						INSERT INTO entity_references (project_id, source_type, source_id, provenance, reference_type, target_type,
							target_project_path, target_key) VALUES (?, 'issue', ?, 'description', ?, ?, ?, ?)
						""",
				this.project, source, type, kind, path, key);
	}

	private List<String> related() {
		EntityLookup.Found found = new EntityLookup(this.database.jdbc()).find(EntityKind.ISSUE, 1, "acme/core").get(0);
		return new EntityRelations(this.database.jdbc()).find(found)
			.stream()
			.map((Relation relation) -> relation.why() + " " + relation.reference() + " " + relation.title())
			.toList();
	}

}
