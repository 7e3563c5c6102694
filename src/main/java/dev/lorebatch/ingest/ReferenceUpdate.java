package dev.lorebatch.ingest;

import java.util.function.BooleanSupplier;

import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;

import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.mirror.ReferenceScans;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.step.RunParameters;

/**
 * Has the first runs after an update of the program read the texts of the mirror again,
 * if references are found by another grammar now. Asks GitLab for nothing. Usually there
 * is nothing to do.
 */
class ReferenceUpdate implements StepExecutionListener {

	private static final int BATCH = 50;

	/**
	 * Somebody waits for a surgical run; the next runs do the rest.
	 */
	private static final int BATCHES_OF_SURGICAL_RUN = 20;

	private final MirrorTransactions transactions;

	private final ReferenceScans scans;

	private final PhaseProgress progress;

	ReferenceUpdate(MirrorTransactions transactions, ReferenceScans scans, PhaseProgress progress) {
		this.transactions = transactions;
		this.scans = scans;
		this.progress = progress;
	}

	/**
	 * For surgical runs, which write under the lock that they hold by now.
	 */
	@Override
	public void beforeStep(StepExecution stepExecution) {
		if (RunParameters.request(stepExecution) instanceof SurgicalRequest request) {
			read(request.runId(), BATCHES_OF_SURGICAL_RUN, stepExecution::isTerminateOnly);
		}
	}

	/**
	 * For runs of whole projects.
	 */
	void begin(StepExecution stepExecution) {
		read(RunParameters.request(stepExecution).runId(), Integer.MAX_VALUE, stepExecution::isTerminateOnly);
	}

	private void read(String runId, int batches, BooleanSupplier stopped) {
		if (!this.scans.isPending()) {
			return;
		}
		this.progress.notice(this.scans.describe());
		int read = 1;
		for (int batch = 0; batch < batches && read > 0 && !stopped.getAsBoolean(); batch++) {
			read = this.transactions.call(runId, (tx) -> this.scans.readNext(tx, BATCH));
		}
	}

}
