package dev.lorebatch.support;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.test.JobOperatorTestUtils;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.LoreBatchApplication;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.RunRequest;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.step.RunParameters;

/**
 * The program's context on a database of its own, without the command line.
 */
public final class TestMirror implements AutoCloseable {

	/** A condition on documents {@code d}: there is text in them. */
	public static final String EMBEDDABLE = "d.redacted = 0 AND (d.indexed_title <> '' OR d.body_length > 0)";

	/** What a user cares about: everything but bookkeeping. */
	private static final List<String> CONTENT_TABLES = List.of("projects", "issues", "merge_requests", "labels",
			"issue_labels", "merge_request_labels", "issue_assignees", "merge_request_assignees",
			"merge_request_reviewers", "discussions", "notes", "resource_state_events", "resource_label_events",
			"resource_milestone_events", "merge_request_files", "entity_references", "raw_payloads", "documents",
			"embeddings");

	private static final String AOT = "spring.aot.enabled";

	private final ConfigurableApplicationContext context;

	private TestMirror(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * @param properties {@code key=value}, in addition
	 */
	public static TestMirror open(Path database, URI gitlab, String... properties) {
		return open((context) -> {
		}, database, gitlab, properties);
	}

	/**
	 * The same with further beans.
	 * @param beans registers them
	 */
	public static TestMirror open(Consumer<GenericApplicationContext> beans, Path database, URI gitlab,
			String... properties) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(LoreBatchApplication.class)
			.initializers((GenericApplicationContext context) -> beans.accept(context))
			.properties("lore.database=" + database.toAbsolutePath(), "lore.gitlab.url=" + gitlab,
					"lore.gitlab.token=" + SampleTokens.FULL, "lore.gitlab.retry.initial-wait=1ms",
					"spring.config.location=classpath:/")
			.properties(properties);
		builder.application().setMainApplicationClass(LoreBatchApplication.class);
		return new TestMirror(run(builder));
	}

	/**
	 * With what the build generated where it has just done so, as in the packaged
	 * program: a third of the time.
	 */
	private static synchronized ConfigurableApplicationContext run(SpringApplicationBuilder builder) {
		if (Boolean.getBoolean("lore.generated")) {
			System.setProperty(AOT, "true");
		}
		try {
			return builder.run();
		}
		finally {
			System.clearProperty(AOT); // other tests make contexts of their own
		}
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	public JdbcClient jdbc() {
		return bean(JdbcClient.class);
	}

	/**
	 * Launches the job as a scheduler would, with nothing but its parameters.
	 */
	public JobExecution run(RunRequest request) throws Exception {
		return run(request.mode(), RunParameters.of(request));
	}

	/**
	 * The same for a surgical run.
	 */
	public JobExecution run(JobParameters parameters) throws Exception {
		return run(RunMode.SURGICAL, parameters);
	}

	public JobExecution run(RunMode mode, JobParameters parameters) throws Exception {
		JobOperatorTestUtils utils = new JobOperatorTestUtils(bean(JobOperator.class), bean(JobRepository.class));
		utils.setJob(this.context.getBean(mode.jobName(), Job.class));
		return utils.startJob(parameters);
	}

	public List<Map<String, Object>> rows(String sql, Object... arguments) {
		return this.jdbc().sql(sql).params(arguments).query().listOfRows();
	}

	public long count(String sql, Object... arguments) {
		return this.jdbc().sql(sql).params(arguments).query(Long.class).single();
	}

	/**
	 * Every content row, local ids included.
	 */
	public Map<String, List<Map<String, Object>>> content() {
		Map<String, List<Map<String, Object>>> content = new TreeMap<>();
		for (String table : CONTENT_TABLES) {
			String columns = table.equals("embeddings")
					? "id, document_id, chunk_index, provider, model, hex(vector) AS vector" : "*";
			content.put(table, rows("SELECT %s FROM %s ORDER BY 1, 2".formatted(columns, table)));
		}
		return content;
	}

	@Override
	public void close() {
		this.context.close();
	}

}
