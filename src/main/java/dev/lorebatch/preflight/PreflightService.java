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
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.EntitiesByIid;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.run.EntityFailure;
import dev.lorebatch.run.EntityOutcome;
import dev.lorebatch.run.SurgicalRequest;

/**
 * Fetches every requested entity and aggregates what fails. One list request for each
 * hundred IIDs of a kind; an absent IID costs one more, which only tells its status.
 * Where many are absent that are higher than any IID the lists gave, that is inferred and
 * costs nothing. Touches no database.
 */
public class PreflightService {

	/** So many IIDs of a kind that are too high are asked for alone, and no more. */
	static final int ASKED_ALONE = 20;

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
	public PreflightReport check(SurgicalRequest request, KnownProjects known) {
		return check(request, known, true);
	}

	/**
	 * Checks the same.
	 * @param infers whether absence may be inferred without asking for each IID alone
	 * @throws LoreException if not even the project can be read, or another one is given
	 */
	public PreflightReport check(SurgicalRequest request, KnownProjects known, boolean infers) {
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
		classify(projectId, infers ? infer(projectId, absent, found, failures) : absent, found, failures);
		failures.sort((left, right) -> left.entity().compareTo(right.entity()));
		return new PreflightReport(project, found, failures);
	}

	private Batch fetch(long projectId, EntityKind kind, List<Long> iids) {
		List<EntityRef> absent = new ArrayList<>();
		Map<EntityRef, Payload> found = new TreeMap<>();
		try {
			EntitiesByIid listed = this.gitlab.eachEntity(projectId, kind, iids);
			List<EntityFailure> failures = new ArrayList<>();
			for (Long iid : iids) {
				EntityRef entity = new EntityRef(kind, iid);
				Payload payload = listed.found().get(iid);
				GitLabException failed = listed.failed().get(iid);
				if (payload != null) {
					found.put(entity, payload);
				}
				else if (failed != null) {
					failures.add(failure(entity, failed));
				}
				else {
					absent.add(entity);
				}
			}
			return new Batch(found, absent, failures);
		}
		catch (GitLabException ex) {
			return new Batch(Map.of(), List.of(),
					iids.stream().map((iid) -> failure(new EntityRef(kind, iid), ex)).toList());
		}
	}

	/**
	 * Infers that those are not visible which are higher than the highest IID read, if
	 * there are many.
	 * @return the others
	 */
	private List<EntityRef> infer(long projectId, List<EntityRef> absent, Map<EntityRef, Payload> found,
			Collection<EntityFailure> failures) {
		List<EntityRef> others = new ArrayList<>();
		for (EntityKind kind : EntityKind.values()) {
			List<EntityRef> ofKind = absent.stream().filter((entity) -> entity.kind() == kind).toList();
			Long highest = (ofKind.size() > ASKED_ALONE) ? highest(projectId, kind, found.keySet()) : null;
			List<EntityRef> above = ofKind.stream()
				.filter((entity) -> highest != null && entity.iid() > highest)
				.toList();
			if (highest != null && above.size() > ASKED_ALONE) {
				above.forEach((entity) -> failures.add(inferred(entity, highest)));
				others.addAll(ofKind.stream().filter((entity) -> entity.iid() <= highest).toList());
			}
			else {
				others.addAll(ofKind);
			}
		}
		return others;
	}

	/**
	 * Returns the highest IID that the lists gave; if they gave none, that of the newest
	 * entity, 0 if there is none.
	 */
	private long highest(long projectId, EntityKind kind, Collection<EntityRef> found) {
		return found.stream()
			.filter((entity) -> entity.kind() == kind)
			.mapToLong(EntityRef::iid)
			.max()
			.orElseGet(() -> join(async(() -> this.gitlab.newestIid(projectId, kind))).orElse(0L));
	}

	private static EntityFailure inferred(EntityRef entity, long highest) {
		String read = (highest > 0)
				? "it is higher than %s, the highest IID that was read".formatted(new EntityRef(entity.kind(), highest))
				: "GitLab shows none at all";
		return new EntityFailure(entity, EntityOutcome.NOT_VISIBLE_INFERRED, null, ExitCode.NOT_FOUND.name(),
				"%s: not visible, inferred and not asked for alone: no list gives it, and %s".formatted(entity, read),
				0, false);
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
