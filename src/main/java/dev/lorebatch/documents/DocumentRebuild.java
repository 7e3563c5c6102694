package dev.lorebatch.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.lock.RunLease;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.lock.SyncLock;
import dev.lorebatch.mirror.ReferenceScans;
import dev.lorebatch.queue.SourceType;
import dev.lorebatch.run.RunId;

/**
 * Makes all documents, or those of a project, anew from the mirror: after a change of the
 * policy for confidential content, or of the program. If it is all of them, the texts are
 * also read again for references where that has not been done since. Works under the
 * mutation lock in short transactions. Documents that are already right are not touched,
 * so doing it again after an interruption goes through the rest.
 */
public class DocumentRebuild {

	private static final int CHUNK = 50;

	private static final String GONE = """
			SELECT d.source_id FROM documents d WHERE d.source_type = ?1 AND d.project_id = coalesce(?2, d.project_id)
				AND NOT EXISTS (SELECT 1 FROM %s s WHERE s.id = d.source_id)
			""";

	private final DocumentRegeneration regeneration;

	private final ReferenceScans references;

	private final JdbcClient jdbc;

	private final MirrorTransactions transactions;

	private final RunLeases leases;

	private final SyncLock lock;

	DocumentRebuild(DocumentRegeneration regeneration, JdbcClient jdbc, MirrorTransactions transactions,
			RunLeases leases, SyncLock lock) {
		this.regeneration = regeneration;
		this.references = new ReferenceScans(jdbc);
		this.jdbc = jdbc;
		this.transactions = transactions;
		this.leases = leases;
		this.lock = lock;
	}

	/**
	 * Rebuilds.
	 * @param project path or GitLab's id of a mirrored project, {@code null} for all
	 * @param notice told one line when it has to wait for another run, or reads
	 * references
	 * @param stopped asked between two transactions
	 * @return what was done, by counter
	 * @throws LoreException if the project is not in the mirror, another run keeps the
	 * lock, or it was stopped
	 */
	public Map<String, Integer> rebuild(@Nullable String project, Consumer<String> notice, BooleanSupplier stopped) {
		Long projectId = (project != null) ? require(project) : null;
		try (RunLease lease = this.leases.acquire("docs-rebuild-" + RunId.generate())) {
			Progress progress = new Progress(lease.runId(), stopped);
			lease.keepAlive(progress::stop);
			if (!this.lock.acquire(lease, notice, progress::isStopped)) {
				throw stopped(0);
			}
			this.transactions.begin(lease);
			try {
				if (projectId == null) {
					readReferences(progress, notice);
				}
				for (SourceType type : SourceType.values()) {
					rebuild(type, projectId, progress);
				}
				return progress.counters;
			}
			finally {
				this.transactions.end(lease.runId());
				this.lock.release(lease);
			}
		}
	}

	/**
	 * Reads the texts for references that no sync has read again since an update.
	 */
	private void readReferences(Progress progress, Consumer<String> notice) {
		if (this.references.isPending()) {
			notice.accept(this.references.describe());
		}
		while (this.references.isPending()) {
			if (progress.isStopped()) {
				throw stopped(0);
			}
			this.transactions.run(progress.runId, (tx) -> this.references.readNext(tx, CHUNK));
		}
	}

	private void rebuild(SourceType type, @Nullable Long projectId, Progress progress) {
		long last = 0;
		List<Long> ids = next(type, projectId, last);
		while (!ids.isEmpty()) {
			regenerate(type, ids, progress);
			last = ids.get(ids.size() - 1);
			ids = next(type, projectId, last);
		}
		List<@Nullable Object> parameters = new ArrayList<>();
		parameters.add(type.value());
		parameters.add(projectId);
		List<Long> gone = this.jdbc.sql(GONE.formatted(table(type))).params(parameters).query(Long.class).list();
		for (int start = 0; start < gone.size(); start += CHUNK) {
			regenerate(type, gone.subList(start, Math.min(start + CHUNK, gone.size())), progress);
		}
	}

	private void regenerate(SourceType type, List<Long> ids, Progress progress) {
		if (progress.isStopped()) {
			throw stopped(progress.counters.getOrDefault("documents", 0));
		}
		Map<String, Integer> chunk = new TreeMap<>();
		List<SourceKey> sources = ids.stream().map((id) -> new SourceKey(type, id)).toList();
		this.transactions.run(progress.runId, (tx) -> this.regeneration.regenerate(tx, sources, progress.runId,
				(counter, count) -> chunk.merge(counter, count, Integer::sum)));
		chunk.forEach((counter, count) -> progress.counters.merge(counter, count, Integer::sum));
		progress.counters.merge("documents", ids.size(), Integer::sum);
	}

	private List<Long> next(SourceType type, @Nullable Long projectId, long after) {
		String sql = (type == SourceType.DISCUSSION) ? """
				SELECT d.id FROM discussions d LEFT JOIN issues i ON i.id = d.issue_id
				LEFT JOIN merge_requests m ON m.id = d.merge_request_id
				WHERE d.id > ?1 AND (?2 IS NULL OR coalesce(i.project_id, m.project_id) = ?2) ORDER BY d.id LIMIT ?3
				""" : "SELECT id FROM %s WHERE id > ?1 AND (?2 IS NULL OR project_id = ?2) ORDER BY id LIMIT ?3"
			.formatted(table(type));
		List<@Nullable Object> parameters = new ArrayList<>();
		parameters.add(after);
		parameters.add(projectId);
		parameters.add(CHUNK);
		return this.jdbc.sql(sql).params(parameters).query(Long.class).list();
	}

	private long require(String project) {
		return this.jdbc.sql("""
				SELECT id FROM projects WHERE id IN (SELECT project_id FROM project_names WHERE path = ?)
					OR CAST(gitlab_id AS TEXT) = ? ORDER BY id
				""")
			.params(project, project)
			.query(Long.class)
			.list()
			.stream()
			.findFirst()
			.orElseThrow(() -> new LoreException(ExitCode.NOT_FOUND_LOCALLY,
					"project %s is not in the mirror".formatted(project), "leave -p out, or sync it first"));
	}

	private static String table(SourceType type) {
		return type.value() + "s";
	}

	private static LoreException stopped(int documents) {
		return new LoreException(ExitCode.INTERRUPTED,
				"interrupted after %d documents; what was done is kept".formatted(documents), "run it again");
	}

	/**
	 * How far it is.
	 */
	private static final class Progress {

		private final String runId;

		private final BooleanSupplier stopRequested;

		private final Map<String, Integer> counters = new TreeMap<>();

		private volatile boolean stopped;

		Progress(String runId, BooleanSupplier stopRequested) {
			this.runId = runId;
			this.stopRequested = stopRequested;
		}

		void stop() {
			this.stopped = true;
		}

		boolean isStopped() {
			return this.stopped || this.stopRequested.getAsBoolean();
		}

	}

}
