package dev.lorebatch.step;

import java.util.List;

import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.step.StepExecution;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.IidList;
import dev.lorebatch.run.SyncRequest;

/**
 * A request as job parameters. Only {@code runId} identifies the job instance, so the
 * same run id always means the same run.
 */
public final class RunParameters {

	public static final String RUN_ID = "runId";

	public static final String PROJECT = "project";

	public static final String ISSUES = "issues";

	public static final String MERGE_REQUESTS = "mrs";

	public static final String DOCS = "docs";

	public static final String EMBED = "embed";

	public static final String VERIFY = "verify";

	private RunParameters() {
	}

	public static JobParameters of(SyncRequest request) {
		return new JobParametersBuilder().addString(RUN_ID, request.runId(), true)
			.addString(PROJECT, request.project(), false)
			.addString(ISSUES, IidList.format(request.issues()), false)
			.addString(MERGE_REQUESTS, IidList.format(request.mergeRequests()), false)
			.addString(DOCS, String.valueOf(request.docs()), false)
			.addString(EMBED, String.valueOf(request.embed()), false)
			.addString(VERIFY, String.valueOf(request.verify()), false)
			.toJobParameters();
	}

	public static SyncRequest request(JobParameters parameters) {
		return new SyncRequest(text(parameters, RUN_ID, ""), text(parameters, PROJECT, ""),
				iids(parameters, ISSUES, EntityKind.ISSUE), iids(parameters, MERGE_REQUESTS, EntityKind.MERGE_REQUEST),
				Boolean.parseBoolean(text(parameters, DOCS, "true")),
				Boolean.parseBoolean(text(parameters, EMBED, "true")),
				Boolean.parseBoolean(text(parameters, VERIFY, "true")));
	}

	public static SyncRequest request(StepExecution stepExecution) {
		return request(stepExecution.getJobParameters());
	}

	private static List<Long> iids(JobParameters parameters, String name, EntityKind kind) {
		String text = text(parameters, name, "");
		return text.isEmpty() ? List.of() : IidList.parse(kind, List.of(text));
	}

	private static String text(JobParameters parameters, String name, String defaultValue) {
		String value = parameters.getString(name);
		return (value != null) ? value : defaultValue;
	}

}
