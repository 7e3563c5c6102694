package dev.lorebatch.mirror;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.database.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

class EntityDifferencesIntegrationTests {

	@TempDir
	Path folder;

	private TestDatabase database;

	private EntityDifferences differences;

	private long project;

	@BeforeEach
	void open() {
		this.database = TestDatabase.in(this.folder);
		this.differences = new EntityDifferences(this.database.jdbc());
		this.project = this.database.insertProject(7, "group/project");
		Entities entities = new Entities(new Labels(), new RawPayloads());
		this.database.transactions().run((tx) -> {
			entities.write(tx, this.project, Rows.issue(1, "Title", Rows.UPDATED_AT), 1);
			entities.write(tx, this.project, Rows.mergeRequest(3, "Title", Rows.UPDATED_AT, List.of("linus")), 1);
		});
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void whatWasWrittenDoesNotDiffer() {
		EntityDifferences.Stored issue = this.differences.find(this.project, Rows.issue(1, "Title", Rows.UPDATED_AT));
		assertThat(issue).isEqualTo(new EntityDifferences.Stored(List.of(), false, 0));
		assertThat(
				this.differences.find(this.project, Rows.mergeRequest(3, "Title", Rows.UPDATED_AT, List.of("linus"))))
			.isEqualTo(new EntityDifferences.Stored(List.of(), false, 0));
	}

	@Test
	void whatIsNotStoredIsNotCompared() {
		assertThat(this.differences.find(this.project, Rows.issue(2, "Title", Rows.UPDATED_AT))).isNull();
		assertThat(this.differences.find(this.project + 1, Rows.issue(1, "Title", Rows.UPDATED_AT))).isNull();
	}

	@Test
	void everyFieldOfAnIssueIsComparedAlone() throws ReflectiveOperationException {
		IssueRow stored = Rows.issue(1, "Title", Rows.UPDATED_AT);
		for (RecordComponent field : IssueRow.class.getRecordComponents()) {
			EntityDifferences.Stored found = this.differences.find(this.project, changed(stored, field));
			assertDiffersIn(field, found);
		}
	}

	@Test
	void everyFieldOfAMergeRequestIsComparedAlone() throws ReflectiveOperationException {
		MergeRequestRow stored = Rows.mergeRequest(3, "Title", Rows.UPDATED_AT, List.of("linus"));
		for (RecordComponent field : MergeRequestRow.class.getRecordComponents()) {
			EntityDifferences.Stored found = this.differences.find(this.project, changed(stored, field));
			assertDiffersIn(field, found);
		}
	}

	@Test
	void notesOfPeopleAreCounted() {
		this.database.execute("INSERT INTO discussions (gitlab_id, issue_id, position) SELECT 'd', id, 0 FROM issues");
		for (int system = 0; system <= 1; system++) {
			this.database.execute(
					"INSERT INTO notes (gitlab_id, discussion_id, ordinal, body, system, created_at) "
							+ "SELECT ?, id, ?, 'x', ?, '2026-01-01T00:00:00.000Z' FROM discussions",
					system, system, system);
		}
		EntityDifferences.Stored found = this.differences.find(this.project, Rows.issue(1, "Title", Rows.UPDATED_AT));
		assertThat(found).isNotNull();
		assertThat(found.userNotes()).isOne();
	}

	private static void assertDiffersIn(RecordComponent field, EntityDifferences.@Nullable Stored found) {
		if (field.getName().equals("iid")) {
			assertThat(found).as("another one").isNull();
			return;
		}
		assertThat(found).as(field.getName()).isNotNull();
		if (field.getName().equals("rawPayload")) {
			assertThat(found.fields()).as("fields without a column").isEmpty();
			assertThat(found.payloadDiffers()).isTrue();
			return;
		}
		assertThat(found.payloadDiffers()).as(field.getName()).isFalse();
		assertThat(found.fields()).containsExactly(column(field.getName()));
	}

	private static String column(String field) {
		String column = field.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
		return Set.of("mergeUserUsername").contains(field) ? "merge_user_username" : column;
	}

	private static <T> T changed(T row, RecordComponent changed) throws ReflectiveOperationException {
		RecordComponent[] components = row.getClass().getRecordComponents();
		@Nullable Object[] values = new @Nullable Object[components.length];
		for (int index = 0; index < components.length; index++) {
			components[index].getAccessor().setAccessible(true);
			Object value = components[index].getAccessor().invoke(row);
			values[index] = components[index].getName().equals(changed.getName())
					? other(components[index].getType(), value) : value;
		}
		@SuppressWarnings("unchecked")
		Constructor<T> constructor = (Constructor<T>) row.getClass()
			.getDeclaredConstructor(Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
		return constructor.newInstance(values);
	}

	private static Object other(Class<?> type, @Nullable Object value) {
		if (type == boolean.class || type == Boolean.class) {
			return !Boolean.TRUE.equals(value);
		}
		if (type == long.class || type == Long.class) {
			return (value != null) ? (Long) value + 1 : 1L;
		}
		return (type == List.class) ? List.of() : value + "x";
	}

}
