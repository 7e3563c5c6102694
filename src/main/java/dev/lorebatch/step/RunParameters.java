package dev.lorebatch.step;

import java.util.Arrays;
import java.util.List;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.step.StepExecution;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.IidList;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.RunRequest;
import dev.lorebatch.run.SurgicalRequest;

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

	public static final String PROJECTS = "projects";

	public static final String SINCE = "since";

	public static final String RECONCILE = "reconcile";

	private RunParameters() {
	}

	public static JobParameters of(RunRequest request) {
		return (request instanceof SurgicalRequest surgical) ? of(surgical) : of((ProjectSyncRequest) request);
	}

	private static JobParameters of(ProjectSyncRequest request) {
		String since = request.since();
		return new JobParametersBuilder().addString(RUN_ID, request.runId(), true)
			.addString(PROJECTS, String.join(",", request.projects()), false)
			.addString(SINCE, (since != null) ? since : "", false)
			.addString(RECONCILE, String.valueOf(request.reconcile()), false)
			.addString(DOCS, String.valueOf(request.docs()), false)
			.addString(EMBED, String.valueOf(request.embed()), false)
			.toJobParameters();
	}

	private static JobParameters of(SurgicalRequest request) {
		return new JobParametersBuilder().addString(RUN_ID, request.runId(), true)
			.addString(PROJECT, request.project(), false)
			.addString(ISSUES, IidList.format(request.issues()), false)
			.addString(MERGE_REQUESTS, IidList.format(request.mergeRequests()), false)
			.addString(DOCS, String.valueOf(request.docs()), false)
			.addString(EMBED, String.valueOf(request.embed()), false)
			.addString(VERIFY, String.valueOf(request.verify()), false)
			.toJobParameters();
	}

	/**
	 * What the job of the mode was asked for.
	 */
	public static RunRequest request(RunMode mode, JobParameters parameters) {
		return (mode == RunMode.SURGICAL) ? surgical(parameters) : projects(mode, parameters);
	}

	/**
	 * What the run was asked for.
	 */
	public static RunRequest request(JobExecution jobExecution) {
		return request(RunMode.ofJob(jobExecution.getJobInstance().getJobName()), jobExecution.getJobParameters());
	}

	/**
	 * The id of the run, empty if the parameters have none.
	 */
	public static String runId(JobExecution jobExecution) {
		return text(jobExecution.getJobParameters(), RUN_ID, "");
	}

	public static RunRequest request(StepExecution stepExecution) {
		return request(stepExecution.getJobExecution());
	}

	/**
	 * What a surgical run was asked for.
	 */
	public static SurgicalRequest surgical(StepExecution stepExecution) {
		return (SurgicalRequest) request(stepExecution);
	}

	/**
	 * What a run of whole projects was asked for.
	 */
	public static ProjectSyncRequest projects(StepExecution stepExecution) {
		return (ProjectSyncRequest) request(stepExecution);
	}

	private static SurgicalRequest surgical(JobParameters parameters) {
		return new SurgicalRequest(text(parameters, RUN_ID, ""), text(parameters, PROJECT, ""),
				iids(parameters, ISSUES, EntityKind.ISSUE), iids(parameters, MERGE_REQUESTS, EntityKind.MERGE_REQUEST),
				flag(parameters, DOCS, true), flag(parameters, EMBED, true), flag(parameters, VERIFY, true));
	}

	private static ProjectSyncRequest projects(RunMode mode, JobParameters parameters) {
		String since = text(parameters, SINCE, "");
		List<String> projects = Arrays.stream(text(parameters, PROJECTS, "").split(","))
			.map(String::strip)
			.filter((name) -> !name.isEmpty())
			.toList();
		return new ProjectSyncRequest(text(parameters, RUN_ID, ""), mode, projects, since.isEmpty() ? null : since,
				flag(parameters, RECONCILE, false), flag(parameters, DOCS, true), flag(parameters, EMBED, true));
	}

	private static boolean flag(JobParameters parameters, String name, boolean defaultValue) {
		return Boolean.parseBoolean(text(parameters, name, String.valueOf(defaultValue)));
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
