package dev.lorebatch.preflight;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.lorebatch.entity.GroupName;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.entity.ProjectName;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.preflight.ProjectsReport.ProjectFailure;
import dev.lorebatch.run.ResolvedProject;

/**
 * Resolves what a run of whole projects was asked for: one request for each project that
 * is named, one for each hundred projects of a group. A path may belong to another
 * project today than yesterday, and only GitLab knows. Touches no database.
 */
public class ProjectResolver {

	private final GitLabClient gitlab;

	private final NamedProject named;

	private final RequestPool pool;

	public ProjectResolver(GitLabClient gitlab, RequestPool pool) {
		this.gitlab = gitlab;
		this.named = new NamedProject(gitlab);
		this.pool = pool;
	}

	/**
	 * @param fetch the number taken before the first request
	 * @param known stands in where GitLab cannot be asked for a path
	 * @throws GitLabException if the token is not accepted: that is no matter of one
	 * project
	 */
	public ProjectsReport resolve(List<String> names, long fetch, KnownProjects known) {
		Map<String, CompletableFuture<List<ResolvedProject>>> answers = new LinkedHashMap<>();
		for (String name : names) {
			answers.computeIfAbsent(name,
					(asked) -> CompletableFuture.supplyAsync(() -> ask(asked, fetch, known), this.pool.executor()));
		}
		Map<Long, ResolvedProject> projects = new LinkedHashMap<>();
		Map<Long, String> named = new LinkedHashMap<>();
		List<ProjectFailure> failures = new ArrayList<>();
		answers.forEach((asked, answer) -> {
			try {
				for (ResolvedProject project : join(answer)) {
					if (!GroupName.isGroup(asked)) {
						named.put(project.gitlabId(), asked);
					}
					// Asked for alone, GitLab says more of a project than in a list
					projects.merge(project.gitlabId(), project,
							(first, second) -> GroupName.isGroup(asked) ? first : second);
				}
			}
			catch (LoreException ex) {
				if (ex instanceof GitLabException failure && concernsAll(failure)) {
					throw ex;
				}
				failures.add(new ProjectFailure(asked, ex));
			}
		});
		return withPermissions(projects.values(), named, failures, fetch);
	}

	/**
	 * Asks alone for each listed project whose permissions GitLab left out, as it does
	 * where it lists the projects of a group.
	 * @param named what was asked for alone
	 */
	private ProjectsReport withPermissions(Collection<ResolvedProject> found, Map<Long, String> named,
			List<ProjectFailure> failures, long fetch) {
		Map<ResolvedProject, CompletableFuture<ResolvedProject>> asked = new LinkedHashMap<>();
		for (ResolvedProject project : found) {
			long id = project.gitlabId();
			asked.put(project,
					(project.tellsPermissions() || named.containsKey(id)) ? CompletableFuture.completedFuture(project)
							: CompletableFuture.supplyAsync(
									() -> new ResolvedProject(this.gitlab.project(String.valueOf(id)), fetch),
									this.pool.executor()));
		}
		List<ResolvedProject> projects = new ArrayList<>();
		asked.forEach((project, answer) -> {
			try {
				projects.add(join(answer));
			}
			catch (LoreException ex) {
				if (ex instanceof GitLabException failure && concernsAll(failure)) {
					throw ex;
				}
				failures.add(new ProjectFailure(project.path(), ex));
			}
		});
		return new ProjectsReport(projects, failures, named);
	}

	private List<ResolvedProject> ask(String name, long fetch, KnownProjects known) {
		if (!GroupName.isGroup(name)) {
			return List.of(new ResolvedProject(this.named.ask(name, known), fetch));
		}
		GroupName group = GroupName.parse(name);
		return this.gitlab.groupProjects(group.group(), group.subgroups())
			.items()
			.stream()
			.map((payload) -> new ResolvedProject(payload, fetch))
			.toList();
	}

	static <T> T join(CompletableFuture<T> future) {
		try {
			return future.join();
		}
		catch (CompletionException ex) {
			LoreException failure = LoreException.findIn(ex);
			throw (failure != null) ? failure : ex;
		}
	}

	/**
	 * Whether it is no matter of one project.
	 */
	static boolean concernsAll(GitLabException failure) {
		return failure.kind() == Kind.AUTHENTICATION || failure.kind() == Kind.CANCELLED;
	}

}
