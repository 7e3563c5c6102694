package dev.lorebatch.documents;

import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;

import dev.lorebatch.queue.DirtySource;
import dev.lorebatch.queue.DirtySources;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunRequest;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.step.RunParameters;

/**
 * Gives the sources that this run dirtied, and only those. A row leaves the queue in the
 * transaction that writes its document, so a restart finds exactly what is left.
 */
public class DirtySourceItemReader implements ItemReader<DirtySource>, StepExecutionListener {

	private static final int PAGE = 100;

	private final DirtySources dirtySources;

	private final SourcesLeftBehind leftBehind;

	private final PhaseProgress progress;

	private final Queue<DirtySource> page = new ArrayDeque<>();

	private String runId = "";

	private boolean wanted;

	private long lastId;

	DirtySourceItemReader(DirtySources dirtySources, SourcesLeftBehind leftBehind, PhaseProgress progress) {
		this.dirtySources = dirtySources;
		this.leftBehind = leftBehind;
		this.progress = progress;
	}

	@Override
	public void beforeStep(StepExecution stepExecution) {
		RunRequest request = RunParameters.request(stepExecution);
		this.runId = request.runId();
		this.wanted = request.docs();
		this.lastId = 0;
		this.page.clear();
		if (this.wanted && request instanceof ProjectSyncRequest) {
			this.leftBehind.markFor(this.runId);
		}
		if (!this.wanted) {
			stepExecution.getExecutionContext().putInt("lore.skipped", 1);
		}
		this.progress.started(Phase.DOCS, this.wanted ? this.dirtySources.count(this.runId) : 0);
	}

	@Override
	public @Nullable DirtySource read() {
		if (this.wanted && this.page.isEmpty()) {
			this.page.addAll(this.dirtySources.findNext(this.runId, this.lastId, PAGE));
		}
		DirtySource next = this.page.poll();
		if (next != null) {
			this.lastId = next.id();
		}
		return next;
	}

}
