package dev.lorebatch.embedding;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.queue.EmbeddingBacklog;
import dev.lorebatch.step.PhaseProgress;
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
		this.attempts.begin();
		BacklogWork work = new BacklogWork(this.transactions, this.backlog, this.embeddings, this.attempts.current(),
				this.progress, scope);
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
		FAILED,

		/**
		 * Those whose vectors may be of another model, and those without current ones.
		 */
		UNPROVEN

	}

}
