package dev.lorebatch.preflight;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.run.DisplacedProject;
import dev.lorebatch.run.ResolvedProject;

/**
 * Finds the projects of the mirror that have the path of a project which GitLab gave, and
 * asks GitLab for each of them by id: one request, and only if there is one. Writes
 * nothing.
 */
class PathOwners implements KnownProjects {

	private final GitLabClient gitlab;

	private final JdbcClient jdbc;

	PathOwners(GitLabClient gitlab, JdbcClient jdbc) {
		this.gitlab = gitlab;
		this.jdbc = jdbc;
	}

	/**
	 * The projects of the mirror that have to give their path away. One that is found
	 * under another path may take that one from a third project, which is asked for, too.
	 * @param projects as GitLab gave them; none of them is asked for again
	 * @param fetch the number taken before the first request of this look
	 * @throws GitLabException if GitLab is out of order, does not accept the token, or
	 * the run was asked to stop
	 */
	List<DisplacedProject> findDisplaced(Collection<ResolvedProject> projects, long fetch) {
		Map<Long, DisplacedProject> displaced = new LinkedHashMap<>();
		Deque<ResolvedProject> takers = new ArrayDeque<>(projects);
		while (!takers.isEmpty()) {
			ResolvedProject taker = takers.remove();
			Owner owner = findOwner(taker);
			boolean known = owner == null || displaced.containsKey(owner.gitlabId())
					|| projects.stream().anyMatch((project) -> project.gitlabId() == owner.gitlabId());
			if (owner != null && !known) {
				DisplacedProject asked = ask(owner, fetch);
				displaced.put(owner.gitlabId(), asked);
				if (asked.present() != null) {
					takers.add(asked.present());
				}
			}
		}
		return List.copyOf(displaced.values());
	}

	@Override
	public @Nullable Long idOf(String path) {
		return this.jdbc.sql("SELECT gitlab_id FROM projects WHERE path = ? COLLATE NOCASE AND path_lost_at IS NULL")
			.param(path)
			.query(Long.class)
			.optional()
			.orElse(null);
	}

	private @Nullable Owner findOwner(ResolvedProject taker) {
		return this.jdbc.sql("""
				SELECT gitlab_id, path FROM projects
				WHERE path = ? COLLATE NOCASE AND path_lost_at IS NULL AND gitlab_id <> ?
				""")
			.params(taker.path(), taker.gitlabId())
			.query((row, index) -> new Owner(row.getLong(1), row.getString(2)))
			.optional()
			.orElse(null);
	}

	private DisplacedProject ask(Owner owner, long fetch) {
		try {
			ResolvedProject answer = new ResolvedProject(this.gitlab.project(String.valueOf(owner.gitlabId())), fetch);
			boolean moved = answer.gitlabId() == owner.gitlabId() && !answer.path().equalsIgnoreCase(owner.path());
			// The path it has is said of two projects: nothing is proven of this one
			return new DisplacedProject(owner.gitlabId(), owner.path(), moved ? answer : null, false);
		}
		catch (GitLabException ex) {
			if (ex.kind().isOutage() || ex.kind() == Kind.CANCELLED) {
				throw ex;
			}
			return new DisplacedProject(owner.gitlabId(), owner.path(), null, ex.isProjectAbsence());
		}
	}

	private record Owner(long gitlabId, String path) {

	}

}
