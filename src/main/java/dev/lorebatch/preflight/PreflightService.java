package dev.lorebatch.preflight;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.run.EntityFailure;
import dev.lorebatch.run.EntityOutcome;
import dev.lorebatch.run.SyncRequest;

/**
 * Fetches every requested entity and aggregates what fails. One list request for each
 * hundred IIDs of a kind; an absent IID costs one more, which only tells its status.
 * Touches no database.
 */
public class PreflightService {

	private final GitLabClient gitlab;

	private final NamedProject named;

	private final RequestPool pool;

	public PreflightService(GitLabClient gitlab, RequestPool pool) {
		this.gitlab = gitlab;
		this.named = new NamedProject(gitlab);
		this.pool = pool;
	}

	/**
	 * @param known stands in where GitLab cannot be asked for a path
	 * @throws LoreException if not even the project can be read, or another one is given
	 */
	public PreflightReport check(SyncRequest request, KnownProjects known) {
		Payload project = this.named.ask(request.project(), known);
		long projectId = project.id("id");
		List<CompletableFuture<Batch>> batches = new ArrayList<>();
		for (EntityKind kind : EntityKind.values()) {
			for (List<Long> iids : GitLabClient.partition(request.iids(kind))) {
				batches.add(async(() -> fetch(projectId, kind, iids)));
			}
		}
		List<EntityRef> absent = new ArrayList<>();
		Map<EntityRef, Payload> found = new TreeMap<>();
		List<EntityFailure> failures = new ArrayList<>();
		for (CompletableFuture<Batch> batch : batches) {
			Batch result = join(batch);
			found.putAll(result.found());
			absent.addAll(result.absent());
			failures.addAll(result.failures());
		}
		classify(projectId, absent, found, failures);
		failures.sort((left, right) -> left.entity().compareTo(right.entity()));
		return new PreflightReport(project, found, failures);
	}

	private Batch fetch(long projectId, EntityKind kind, List<Long> iids) {
		List<EntityRef> absent = new ArrayList<>();
		Map<EntityRef, Payload> found = new TreeMap<>();
		try {
			Map<Long, Payload> listed = this.gitlab.entities(projectId, kind, iids);
			for (Long iid : iids) {
				Payload payload = listed.get(iid);
				if (payload != null) {
					found.put(new EntityRef(kind, iid), payload);
				}
				else {
					absent.add(new EntityRef(kind, iid));
				}
			}
			return new Batch(found, absent, List.of());
		}
		catch (GitLabException ex) {
			return new Batch(Map.of(), List.of(),
					iids.stream().map((iid) -> failure(new EntityRef(kind, iid), ex)).toList());
		}
	}

	/**
	 * A list does not say why an IID is absent; asking for it alone does, and once in a
	 * while finds it after all.
	 */
	private void classify(long projectId, List<EntityRef> absent, Map<EntityRef, Payload> found,
			Collection<EntityFailure> failures) {
		Map<EntityRef, CompletableFuture<Payload>> lookups = new TreeMap<>();
		absent.forEach((entity) -> lookups.put(entity, async(() -> this.gitlab.entity(projectId, entity))));
		lookups.forEach((entity, lookup) -> {
			try {
				found.put(entity, join(lookup));
			}
			catch (GitLabException ex) {
				failures.add(failure(entity, ex));
			}
		});
	}

	private static EntityFailure failure(EntityRef entity, GitLabException ex) {
		if (ex.kind() == GitLabException.Kind.CANCELLED) {
			throw ex;
		}
		EntityOutcome outcome = switch (ex.kind()) {
			case NOT_FOUND -> EntityOutcome.NOT_FOUND;
			case AUTHENTICATION, FORBIDDEN -> EntityOutcome.FORBIDDEN;
			default -> EntityOutcome.FAILED;
		};
		return EntityFailure.of(entity, outcome, ex, ex.attempts());
	}

	private <T> CompletableFuture<T> async(java.util.function.Supplier<T> work) {
		return CompletableFuture.supplyAsync(work, this.pool.executor());
	}

	private static <T> T join(CompletableFuture<T> future) {
		try {
			return future.join();
		}
		catch (CompletionException ex) {
			LoreException failure = LoreException.findIn(ex);
			throw (failure != null) ? failure : ex;
		}
	}

	private record Batch(Map<EntityRef, Payload> found, List<EntityRef> absent, List<EntityFailure> failures) {

	}

}
