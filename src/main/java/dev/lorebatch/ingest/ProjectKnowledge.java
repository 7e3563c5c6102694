package dev.lorebatch.ingest;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.ListingPage.ListedEntity;
import dev.lorebatch.run.ResolvedProject;
import dev.lorebatch.run.RunFetches;
import dev.lorebatch.run.RunProjectRows;
import dev.lorebatch.run.RunProjects;

/**
 * A project that the mirror knows is not asked for before it is listed; what its entities
 * say, or that they cannot be read, shows when it has to be. Thread-safe.
 */
class ProjectKnowledge {

	private final GitLabClient gitlab;

	private final WriteTransactions transactions;

	private final RunFetches fetches;

	private final RunProjects projects;

	private final RunProjectRows rows;

	ProjectKnowledge(GitLabClient gitlab, WriteTransactions transactions, RunFetches fetches, RunProjects projects,
			RunProjectRows rows) {
		this.gitlab = gitlab;
		this.transactions = transactions;
		this.fetches = fetches;
		this.projects = projects;
		this.rows = rows;
	}

	/**
	 * Whether the entities say another path than the project had at the last listing: it
	 * was renamed or moved. If so, GitLab is asked for it.
	 */
	boolean isRenamed(String runId, long gitlabId, String knownPath, FetchedPage page) {
		List<ListedEntity> entities = page.page().items();
		String path = entities.isEmpty() ? null : path(entities.get(entities.size() - 1).payload());
		if (path == null || path.equals(knownPath)) {
			return false;
		}
		return !ask(runId, gitlabId).path().equals(knownPath);
	}

	/**
	 * The project as GitLab has it now.
	 */
	synchronized ResolvedProject ask(String runId, long gitlabId) {
		ResolvedProject known = this.projects.get(runId, gitlabId);
		if (!known.isRemembered()) {
			return known;
		}
		long fetch = this.transactions.call((tx) -> this.fetches.begin(tx, runId));
		ResolvedProject project = new ResolvedProject(this.gitlab.project(String.valueOf(gitlabId)), fetch);
		this.projects.replace(runId, project);
		this.transactions.run((tx) -> this.rows.markResolved(tx, runId, project));
		return project;
	}

	/**
	 * The path in the full reference, {@code group/project#12}.
	 */
	private static @Nullable String path(Payload entity) {
		Payload references = entity.object("references");
		String full = (references != null) ? references.optionalText("full") : null;
		int end = (full != null) ? Math.max(full.lastIndexOf('#'), full.lastIndexOf('!')) : -1;
		return (full != null && end > 0) ? full.substring(0, end) : null;
	}

}
