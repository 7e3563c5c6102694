package dev.lorebatch.mirror;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;

/**
 * Tells what writing an issue or merge request would change, without writing it. Compares
 * with the columns and the comparison that {@link Entities} writes with.
 */
public class EntityDifferences {

	private final JdbcClient jdbc;

	public EntityDifferences(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * How a stored issue differs; {@code null} if it is not stored.
	 * @param projectId local id
	 */
	public @Nullable Stored find(long projectId, IssueRow issue) {
		TableWriter.Differences row = Entities.ISSUES.differences(this.jdbc, List.of(projectId, issue.iid()),
				Entities.values(issue));
		if (row == null) {
			return null;
		}
		Parent parent = new Parent(EntityKind.ISSUE, projectId, row.id(), issue.iid());
		List<String> fields = new ArrayList<>(row.columns());
		addIfOther(fields, "labels", labels(parent), names(issue.labels()));
		addIfOther(fields, "assignees", people(parent, "issue_assignees"), issue.assignees());
		return stored(parent, fields, issue.rawPayload());
	}

	/**
	 * How a stored merge request differs; {@code null} if it is not stored.
	 * @param projectId local id
	 */
	public @Nullable Stored find(long projectId, MergeRequestRow merge) {
		TableWriter.Differences row = Entities.MERGE_REQUESTS.differences(this.jdbc, List.of(projectId, merge.iid()),
				Entities.values(merge));
		if (row == null) {
			return null;
		}
		Parent parent = new Parent(EntityKind.MERGE_REQUEST, projectId, row.id(), merge.iid());
		List<String> fields = new ArrayList<>(row.columns());
		addIfOther(fields, "labels", labels(parent), names(merge.labels()));
		addIfOther(fields, "assignees", people(parent, "merge_request_assignees"), merge.assignees());
		addIfOther(fields, "reviewers", people(parent, "merge_request_reviewers"), merge.reviewers());
		return stored(parent, fields, merge.rawPayload());
	}

	/**
	 * From which fetch each entity was last written; those that are not stored, or of
	 * which it is not known, are left out.
	 * @param projectId local id
	 */
	public Map<EntityRef, Long> lastFetches(long projectId, Collection<EntityRef> entities) {
		Map<EntityRef, Long> fetches = new HashMap<>();
		for (EntityKind kind : EntityKind.values()) {
			List<Long> iids = entities.stream().filter((entity) -> entity.kind() == kind).map(EntityRef::iid).toList();
			this.jdbc.sql("""
					SELECT e.iid, f.fetch_id FROM %s e
					JOIN last_fetches f ON f.resource_type = ? AND f.resource_id = e.id
					WHERE e.project_id = ? AND e.iid IN (SELECT value FROM json_each(?))
					""".formatted(kind.resource())).params(kind.value(), projectId, iids.toString()).query((row) -> {
				fetches.put(new EntityRef(kind, row.getLong(1)), row.getLong(2));
			});
		}
		return fetches;
	}

	private Stored stored(Parent parent, List<String> fields, String payload) {
		long userNotes = this.jdbc.sql("""
				SELECT count(*) FROM notes n JOIN discussions d ON d.id = n.discussion_id
				WHERE d.%s = ? AND n.system = 0
				""".formatted(parent.column())).param(parent.id()).query(Long.class).single();
		return new Stored(fields, RawPayloads.differs(this.jdbc, parent, payload), userNotes);
	}

	private static void addIfOther(List<String> fields, String name, List<String> stored, List<String> wanted) {
		Set<String> names = new HashSet<>(stored);
		if (!names.equals(new HashSet<>(wanted))) {
			fields.add(name);
		}
	}

	private List<String> labels(Parent parent) {
		String table = (parent.kind() == EntityKind.ISSUE) ? "issue_labels" : "merge_request_labels";
		return this.jdbc
			.sql("SELECT l.name FROM %s e JOIN labels l ON l.id = e.label_id WHERE e.%s = ?".formatted(table,
					parent.column()))
			.param(parent.id())
			.query(String.class)
			.list();
	}

	private static List<String> names(List<LabelRow> labels) {
		return labels.stream().map(LabelRow::name).toList();
	}

	private List<String> people(Parent parent, String table) {
		return this.jdbc.sql("SELECT username FROM %s WHERE %s = ?".formatted(table, parent.column()))
			.param(parent.id())
			.query(String.class)
			.list();
	}

	/**
	 * A stored entity beside what GitLab says.
	 *
	 * @param fields the columns, and the sets beside the row, that differ
	 * @param payloadDiffers whether anything differs that GitLab sends, fields without a
	 * column included
	 * @param userNotes how many notes of people are stored
	 */
	public record Stored(List<String> fields, boolean payloadDiffers, long userNotes) {

	}

}
