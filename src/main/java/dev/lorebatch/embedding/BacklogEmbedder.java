package dev.lorebatch.embedding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.queue.EmbeddingBacklog;
import dev.lorebatch.queue.EmbeddingBacklog.Part;
import dev.lorebatch.run.Phase;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.vector.EmbeddingException;
import dev.lorebatch.vector.EmbeddingProfile;
import dev.lorebatch.vector.EmbeddingProvider;

/**
 * Works off the documents of all runs that need vectors. Everything it has done is
 * committed as it goes, everything it has left is in the queue: there is nothing to
 * restart.
 */
public class BacklogEmbedder {

	private final BacklogTransactions transactions;

	private final EmbeddingBacklog backlog;

	private final Embeddings embeddings;

	private final EmbeddingAttempts attempts;

	private final EmbeddingProvider provider;

	private final EmbeddingProfile profile;

	private final PhaseProgress progress;

	BacklogEmbedder(BacklogTransactions transactions, EmbeddingBacklog backlog, Embeddings embeddings,
			EmbeddingAttempts attempts, EmbeddingProvider provider, EmbeddingProfile profile, PhaseProgress progress) {
		this.transactions = transactions;
		this.backlog = backlog;
		this.embeddings = embeddings;
		this.attempts = attempts;
		this.provider = provider;
		this.profile = profile;
		this.progress = progress;
	}

	/**
	 * What vectors are made with.
	 */
	public EmbeddingProfile profile() {
		return this.profile;
	}

	/**
	 * Embeds what is pending, or as much of it as is possible.
	 * @throws LoreException if there is no provider, or another process is at it
	 */
	public BacklogResult embed(Scope scope) {
		if (!this.profile.isEnabled()) {
			throw new LoreException(ExitCode.CONFIG_INVALID, "lore.embedding.provider is none: there are no vectors",
					"set it to hashing or ollama");
		}
		Work work = new Work(scope);
		this.transactions.open(work::run, this::stop);
		return work.result();
	}

	/**
	 * Ends the work at the next safe point, requests and waits at once. For another
	 * thread.
	 */
	public void stop() {
		this.transactions.stop();
		this.provider.cancel();
	}

	/**
	 * Which documents to embed.
	 */
	public enum Scope {

		/** Those without current vectors. */
		PENDING,

		/** All. */
		FULL,

		/** Those that failed before. */
		FAILED

	}

	/**
	 * One call. What it counts is committed.
	 */
	private final class Work {

		private final Scope scope;

		private long requeued;

		private long documents;

		private long vectors;

		private long alreadyCurrent;

		private final Set<Long> failed = new HashSet<>();

		private @Nullable LoreException firstFailure;

		private Work(Scope scope) {
			this.scope = scope;
		}

		private void run() {
			BacklogEmbedder.this.attempts.begin();
			int dimensions = BacklogEmbedder.this.provider.dimensions();
			prepare(this.scope == Scope.FULL, dimensions);
			drain();
			if (dimensions != BacklogEmbedder.this.provider.dimensions() && this.scope != Scope.FAILED) {
				// Now it is known how long vectors are, and others may have another
				// length
				prepare(false, BacklogEmbedder.this.provider.dimensions());
				drain();
			}
		}

		private void prepare(boolean full, int dimensions) {
			BacklogEmbedder.this.transactions.write((tx) -> {
				this.alreadyCurrent += BacklogEmbedder.this.backlog.removeCurrent(tx, dimensions);
				this.requeued += full ? BacklogEmbedder.this.backlog.markAll(tx) : 0;
				this.requeued += BacklogEmbedder.this.backlog.markOutdated(tx, dimensions);
			});
		}

		private void drain() {
			Part part = (this.scope == Scope.FAILED) ? Part.FAILED : Part.OPEN;
			BacklogEmbedder.this.progress.started(Phase.EMBED, BacklogEmbedder.this.backlog.count(part));
			long last = 0;
			while (!isOver()) {
				List<Long> ids = BacklogEmbedder.this.backlog.findNext(part, last, EmbedStepConfiguration.CHUNK);
				if (ids.isEmpty()) {
					return;
				}
				last = ids.get(ids.size() - 1);
				embed(BacklogEmbedder.this.embeddings
					.find(ids.stream().filter((id) -> !this.failed.contains(id)).toList()));
			}
		}

		private boolean isOver() {
			return BacklogEmbedder.this.transactions.isStopping()
					|| BacklogEmbedder.this.attempts.current().outage() != null;
		}

		private void embed(List<EmbeddableDocument> found) {
			List<EmbeddedDocument> embedded = BacklogEmbedder.this.attempts.current().embed(found);
			Tally tally = new Tally();
			boolean written = BacklogEmbedder.this.transactions
				.write((tx) -> embedded.forEach((document) -> write(tx, document, tally)));
			if (written) {
				this.documents += tally.documents;
				this.vectors += tally.vectors;
				this.failed.addAll(tally.failed);
				BacklogEmbedder.this.progress.advanced(Phase.EMBED, tally.documents + tally.failed.size());
			}
		}

		private void write(WriteTransaction tx, EmbeddedDocument embedded, Tally tally) {
			EmbeddingException failure = embedded.failure();
			long id = embedded.document().id();
			if (failure != null) {
				BacklogEmbedder.this.backlog.fail(tx, id, String.valueOf(failure.getMessage()));
				this.firstFailure = (this.firstFailure != null) ? this.firstFailure : failure;
				tally.failed.add(id);
			}
			else if (embedded.isComplete() && BacklogEmbedder.this.embeddings.replace(tx, embedded)) {
				BacklogEmbedder.this.backlog.remove(tx, id);
				tally.documents++;
				tally.vectors += embedded.vectors().size();
			}
		}

		private BacklogResult result() {
			LoreException outage = BacklogEmbedder.this.transactions.isStopping() ? EmbeddingException.cancelled()
					: BacklogEmbedder.this.attempts.current().outage();
			return new BacklogResult(this.requeued, this.documents, this.vectors, this.alreadyCurrent,
					this.failed.size(), BacklogEmbedder.this.backlog.count(Part.ALL),
					BacklogEmbedder.this.backlog.count(Part.GIVEN_UP), this.firstFailure, outage);
		}

	}

	/**
	 * What one transaction does.
	 */
	private static final class Tally {

		private long documents;

		private long vectors;

		private final List<Long> failed = new ArrayList<>();

	}

}
