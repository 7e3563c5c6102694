package dev.lorebatch.ingest;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.RunEntities;
import dev.lorebatch.run.RunPayloads;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.step.RunParameters;

/**
 * Gives the payloads that preflight fetched, without those an earlier attempt of the run
 * committed: the entity's row in the ledger is written in the same transaction, so it is
 * the truth of where to go on.
 */
public class PayloadItemReader implements ItemReader<IngestItem>, StepExecutionListener {

	private final RunPayloads payloads;

	private final RunEntities entities;

	private final PhaseProgress progress;

	private final Queue<IngestItem> remaining = new ArrayDeque<>();

	public PayloadItemReader(RunPayloads payloads, RunEntities entities, PhaseProgress progress) {
		this.payloads = payloads;
		this.entities = entities;
		this.progress = progress;
	}

	@Override
	public void beforeStep(StepExecution stepExecution) {
		this.remaining.clear();
		String runId = RunParameters.request(stepExecution).runId();
		RunPayloads.Fetched fetched = this.payloads.get(runId);
		if (fetched == null) {
			throw new IllegalStateException("Preflight left no payloads for run " + runId);
		}
		Set<EntityRef> ingested = this.entities.findIngested(runId);
		for (Map.Entry<EntityRef, Payload> entry : fetched.entities().entrySet()) {
			if (!ingested.contains(entry.getKey())) {
				this.remaining
					.add(new IngestItem(entry.getKey(), entry.getValue(), fetched.project(), fetched.fetch()));
			}
		}
		this.progress.started(Phase.INGEST, this.remaining.size());
	}

	@Override
	public @Nullable IngestItem read() {
		return this.remaining.poll();
	}

}
