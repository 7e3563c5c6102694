package dev.lorebatch.mirror;

import java.util.List;
import java.util.function.Consumer;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.mirror.ChildSet.Child;

/**
 * Writes the three tables of resource events.
 */
public class ResourceEvents {

	/**
	 * Makes the events of the parent equal to the complete list from GitLab.
	 * @param receiver gets GitLab's ids of those that are not in the list and stay
	 */
	public SetChange replace(WriteTransaction tx, Parent parent, Kind kind, List<ResourceEventRow> events,
			AbsentRows absent, Consumer<String> receiver) {
		ChildSet set = (parent.kind() == EntityKind.ISSUE) ? kind.ofIssue : kind.ofMergeRequest;
		return set.replace(tx, parent.id(),
				events.stream()
					.map((event) -> Child.of(event.gitlabId(), event.username(), event.action(),
							event.subjectGitlabId(), event.subject(), event.createdAt()))
					.toList(),
				absent, (kept) -> receiver.accept(kept.key()));
	}

	/**
	 * Which events.
	 */
	public enum Kind {

		STATE("resource_state_events", "state", "source_merge_request_gitlab_id", "source_commit"),

		LABEL("resource_label_events", "action", "label_gitlab_id", "label_name"),

		MILESTONE("resource_milestone_events", "action", "milestone_gitlab_id", "milestone_title");

		@SuppressWarnings("ImmutableEnumChecker") // it only knows its statements
		private final ChildSet ofIssue;

		@SuppressWarnings("ImmutableEnumChecker")
		private final ChildSet ofMergeRequest;

		Kind(String table, String action, String subjectId, String subject) {
			List<String> columns = List.of("user_username", action, subjectId, subject, "created_at");
			this.ofIssue = ChildSet.withHidden(table, "issue_id", columns);
			this.ofMergeRequest = ChildSet.withHidden(table, "merge_request_id", columns);
		}

	}

}
