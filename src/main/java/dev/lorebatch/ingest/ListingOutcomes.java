package dev.lorebatch.ingest;

import java.util.Collection;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.partition.StepExecutionAggregator;
import org.springframework.batch.core.step.StepExecution;

import dev.lorebatch.entity.TransformException;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.GitLabException.Kind;

/**
 * What the outcomes of the partitions mean for the phase. A project that GitLab does not
 * give, or an entity that cannot be written, is a fact: the phase completes, the run goes
 * on with the others and fails at its end. Anything else, such as a token that is not
 * accepted or a database that failed, fails the phase.
 */
class ListingOutcomes implements StepExecutionAggregator {

	@Override
	public void aggregate(StepExecution result, Collection<StepExecution> executions) {
		for (StepExecution execution : executions) {
			if (execution.getStatus() == BatchStatus.STOPPED || execution.getStatus() == BatchStatus.STOPPING) {
				result.upgradeStatus(BatchStatus.STOPPED);
			}
			else if (execution.getStatus() != BatchStatus.COMPLETED && !isFactOfProject(execution)) {
				execution.getFailureExceptions().forEach(result::addFailureException);
				result.upgradeStatus(BatchStatus.FAILED);
			}
		}
	}

	private static boolean isFactOfProject(StepExecution execution) {
		for (Throwable thrown : execution.getFailureExceptions()) {
			LoreException failure = LoreException.findIn(thrown);
			boolean ofGitLab = failure instanceof GitLabException gitlab && gitlab.kind() != Kind.AUTHENTICATION;
			if (!ofGitLab && !(failure instanceof TransformException) && !(failure instanceof RowsMissingException)) {
				return false;
			}
		}
		return !execution.getFailureExceptions().isEmpty();
	}

}
