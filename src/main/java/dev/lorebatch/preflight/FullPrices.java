package dev.lorebatch.preflight;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.gitlab.EntityCount;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.run.ResolvedProject;

/**
 * Asks GitLab what reading all of some projects costs, which is what a full sync does,
 * and the first one: one request for each kind of entity that a project has.
 */
public class FullPrices {

	private final GitLabClient gitlab;

	private final RequestPool pool;

	public FullPrices(GitLabClient gitlab, RequestPool pool) {
		this.gitlab = gitlab;
		this.pool = pool;
	}

	/**
	 * The prices in the order of the projects. What GitLab does not tell of one project
	 * is missing in its price, which is then "at least" that.
	 * @throws GitLabException if the token is not accepted, or the run was asked to stop
	 */
	public Map<ResolvedProject, RunPrice> ask(List<ResolvedProject> projects) {
		Map<ResolvedProject, List<CompletableFuture<RunPrice>>> asked = new LinkedHashMap<>();
		for (ResolvedProject project : projects) {
			asked.put(project,
					List.of(EntityKind.values())
						.stream()
						.filter(project::isEnabled)
						.map((kind) -> CompletableFuture.supplyAsync(() -> ask(project, kind), this.pool.executor()))
						.toList());
		}
		Map<ResolvedProject, RunPrice> prices = new LinkedHashMap<>();
		asked.forEach((project, answers) -> prices.put(project,
				answers.stream().map(ProjectResolver::join).reduce(RunPrice.NONE, RunPrice::plus)));
		return prices;
	}

	private RunPrice ask(ResolvedProject project, EntityKind kind) {
		try {
			EntityCount count = this.gitlab.count(project.gitlabId(), kind);
			return RunPrice.ofAll(kind, count.count(), count.atLeast());
		}
		catch (GitLabException ex) {
			if (ProjectResolver.concernsAll(ex)) {
				throw ex;
			}
			return RunPrice.ofAll(kind, 0, true);
		}
	}

}
