package dev.lorebatch.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityKind;

/**
 * Which issues and merge requests are wanted; what is {@code null} or empty does not
 * matter. Texts are compared exactly, but for projects and user names, of which GitLab
 * has no two that differ in case only.
 *
 * @param project full path or numeric id
 * @param labels all of them
 * @param path how a path begins that the merge request changes
 * @param createdSince from then on, as the database has times
 * @param createdBefore before then
 */
public record SearchFilter(@Nullable String project, @Nullable EntityKind kind, @Nullable String state,
		@Nullable String author, List<String> labels, @Nullable String milestone, @Nullable String path,
		@Nullable String createdSince, @Nullable String createdBefore, @Nullable String updatedSince,
		@Nullable String updatedBefore, Confidential confidential) implements SearchCondition {

	/** Everything. */
	public static final SearchFilter NONE = new SearchFilter(null, null, null, null, List.of(), null, null, null, null,
			null, null, Confidential.INCLUDE);

	public SearchFilter {
		labels = List.copyOf(labels);
	}

	/**
	 * The same for one kind.
	 */
	public SearchFilter of(EntityKind only) {
		return new SearchFilter(this.project, only, this.state, this.author, this.labels, this.milestone, this.path,
				this.createdSince, this.createdBefore, this.updatedSince, this.updatedBefore, this.confidential);
	}

	/**
	 * The same for one project.
	 */
	public SearchFilter ofProject(@Nullable String only) {
		return new SearchFilter(only, this.kind, this.state, this.author, this.labels, this.milestone, this.path,
				this.createdSince, this.createdBefore, this.updatedSince, this.updatedBefore, this.confidential);
	}

	@Override
	public String sql() {
		List<String> conditions = new ArrayList<>(List.of("1"));
		if (this.kind != null) {
			conditions.add((this.kind == EntityKind.ISSUE) ? "i.id IS NOT NULL" : "m.id IS NOT NULL");
		}
		if (this.project != null) {
			conditions.add(column("project_id") + " IN (SELECT project_id FROM project_names WHERE path = ? "
					+ "UNION ALL SELECT id FROM projects WHERE CAST(gitlab_id AS TEXT) = ?)");
		}
		add(conditions, this.state, column("state") + " = ?");
		add(conditions, this.author, column("author_username") + " = ? COLLATE NOCASE");
		this.labels.forEach((label) -> conditions.add(label()));
		add(conditions, this.milestone, column("milestone_title") + " = ?");
		if (this.path != null) {
			conditions.add("EXISTS (SELECT 1 FROM merge_request_files f WHERE f.merge_request_id = m.id AND "
					+ "(substr(f.new_path, 1, length(?)) = ? OR substr(f.old_path, 1, length(?)) = ?))");
		}
		add(conditions, this.createdSince, column("created_at") + " >= ?");
		add(conditions, this.createdBefore, column("created_at") + " < ?");
		add(conditions, this.updatedSince, column("updated_at") + " >= ?");
		add(conditions, this.updatedBefore, column("updated_at") + " < ?");
		switch (this.confidential) {
			case ONLY -> conditions.add("d.confidential = 1");
			case EXCLUDE -> conditions.add("d.confidential = 0");
			case INCLUDE -> {
				// all
			}
		}
		return String.join(" AND ", conditions);
	}

	@Override
	public List<Object> parameters() {
		List<Object> values = new ArrayList<>();
		if (this.project != null) {
			Collections.addAll(values, this.project, this.project);
		}
		add(values, this.state);
		add(values, this.author);
		this.labels.forEach((label) -> Collections.addAll(values, label, label));
		add(values, this.milestone);
		if (this.path != null) {
			values.addAll(Collections.nCopies(4, this.path));
		}
		add(values, this.createdSince);
		add(values, this.createdBefore);
		add(values, this.updatedSince);
		add(values, this.updatedBefore);
		return values;
	}

	private static void add(List<String> conditions, @Nullable String value, String condition) {
		if (value != null) {
			conditions.add(condition);
		}
	}

	private static void add(List<Object> values, @Nullable String value) {
		if (value != null) {
			values.add(value);
		}
	}

	/**
	 * Where only one kind is wanted, its own column: that one can have an index.
	 */
	private String column(String name) {
		if (this.kind == null) {
			return "coalesce(i.%s, m.%s)".formatted(name, name);
		}
		return ((this.kind == EntityKind.ISSUE) ? "i." : "m.") + name;
	}

	private static String label() {
		return "(EXISTS (SELECT 1 FROM issue_labels x JOIN labels l ON l.id = x.label_id "
				+ "WHERE x.issue_id = i.id AND l.name = ?) "
				+ "OR EXISTS (SELECT 1 FROM merge_request_labels x JOIN labels l ON l.id = x.label_id "
				+ "WHERE x.merge_request_id = m.id AND l.name = ?))";
	}

	/**
	 * What about confidential issues and discussions with internal notes.
	 */
	public enum Confidential {

		INCLUDE, EXCLUDE, ONLY

	}

}
