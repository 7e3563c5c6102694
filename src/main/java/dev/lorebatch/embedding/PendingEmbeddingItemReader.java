package dev.lorebatch.embedding;

import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;

import dev.lorebatch.queue.PendingEmbeddings;
import dev.lorebatch.queue.PendingEmbeddings.PendingEmbedding;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.RunRequest;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.step.RunParameters;

/**
 * Gives the documents this run regenerated whose vectors are out of date, and only those.
 * Ends when the provider has given up: the rest stays pending.
 */
public class PendingEmbeddingItemReader implements ItemReader<PendingEmbedding>, StepExecutionListener {

	private static final int PAGE = 100;

	private final PendingEmbeddings pendingEmbeddings;

	private final EmbeddingAttempts attempts;

	private final boolean enabled;

	private final PhaseProgress progress;

	private final Queue<PendingEmbedding> page = new ArrayDeque<>();

	private String runId = "";

	private boolean wanted;

	private long lastId;

	/**
	 * @param enabled whether there is a provider at all
	 */
	PendingEmbeddingItemReader(PendingEmbeddings pendingEmbeddings, EmbeddingAttempts attempts, boolean enabled,
			PhaseProgress progress) {
		this.pendingEmbeddings = pendingEmbeddings;
		this.attempts = attempts;
		this.enabled = enabled;
		this.progress = progress;
	}

	@Override
	public void beforeStep(StepExecution stepExecution) {
		RunRequest request = RunParameters.request(stepExecution);
		this.runId = request.runId();
		this.wanted = request.embed() && this.enabled;
		this.lastId = 0;
		this.page.clear();
		if (!this.wanted) {
			stepExecution.getExecutionContext().putInt("lore.skipped", 1);
		}
		this.progress.started(Phase.EMBED, this.wanted ? this.pendingEmbeddings.count(this.runId) : 0);
	}

	@Override
	public @Nullable PendingEmbedding read() {
		if (this.attempts.current().outage() != null) {
			return null;
		}
		if (this.wanted && this.page.isEmpty()) {
			this.page.addAll(this.pendingEmbeddings.findNext(this.runId, this.lastId, PAGE));
		}
		PendingEmbedding next = this.page.poll();
		if (next != null) {
			this.lastId = next.id();
		}
		return next;
	}

}
