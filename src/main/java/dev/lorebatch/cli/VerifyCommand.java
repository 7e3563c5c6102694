package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.springframework.context.ConfigurableApplicationContext;

import dev.lorebatch.audit.MirrorSample;
import dev.lorebatch.audit.MirroredProject;
import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.entity.ProjectName;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.preflight.PreflightService;
import dev.lorebatch.run.RequestStats;
import dev.lorebatch.run.RunId;
import dev.lorebatch.run.SurgicalRequest;

/**
 * {@code verify}: the drift audit. Without {@code --repair} no data source is made and no
 * lock taken, so nothing can be written.
 */
@Command(name = "verify", mixinStandardHelpOptions = true,
		description = "Draws issues and merge requests of the mirror at random, asks GitLab for them, and says which "
				+ "differ, in which fields, and what share of all of the mirror that means.",
		exitCodeListHeading = "%nExit codes:%n",
		exitCodeList = { "0:all of the sample is as GitLab has it, or was repaired", "2:usage", "3:config invalid",
				"4:token not set", "5:authentication failed (401 or 403)", "7:rate limited (retries spent)",
				"8:network (retries spent)", "10:database error or corrupt", "11:migration failed",
				"13:transform error", "17:not found locally: no mirror, no such project, or nothing in it",
				"19:some drifted, or are not shown by GitLab", "129:hung up (SIGHUP)", "130:interrupted (SIGINT)",
				"143:terminated (SIGTERM)" },
		footer = { "",
				"Compares every column, labels, assignees and reviewers. Threads, events and files are not read.", "",
				"Examples:", "  lore-batch verify", "  lore-batch verify -p group/project --sample 500",
				"  lore-batch verify --seed 42 --repair" })
class VerifyCommand implements Callable<Integer> {

	/** As many as fit into one run, should all of them be repaired. */
	private static final int MAX_SAMPLE = 10_000;

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Option(names = { "-p", "--project" }, paramLabel = "<group/project>",
			description = "Only this project of the mirror: full path, numeric id or URL. Repeatable. Default: all.")
	List<String> projects = new ArrayList<>();

	@Option(names = "--sample", paramLabel = "<number>", defaultValue = "100",
			description = "How many to draw, 1 to 10000. Default: ${DEFAULT-VALUE}.")
	int sample;

	@Option(names = "--seed", paramLabel = "<number>",
			description = "Draw the same ones as the run that printed this seed, if the mirror holds the same ones still.")
	@Nullable Long seed;

	@Option(names = "--repair", description = "Sync what drifted, one run for each project.")
	boolean repair;

	VerifyCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		Output output = this.context.output(this.global);
		LoreEnvironment environment = this.context.environment(this.global);
		if (this.sample < 1 || this.sample > MAX_SAMPLE) {
			throw new LoreException(ExitCode.USAGE, "--sample is %d".formatted(this.sample),
					"give a number from 1 to %d".formatted(MAX_SAMPLE));
		}
		// Positive, and exact in every reader of JSON
		long drawn = (this.seed != null) ? this.seed : RandomGenerator.getDefault().nextInt(Integer.MAX_VALUE);
		MirrorSample entities = draw(environment, drawn);
		try (ConfigurableApplicationContext spring = this.context.open(environment)) {
			GitLabClient gitlab = spring.getBean(GitLabClient.class);
			this.context.signals().install(gitlab::cancel, output::note);
			List<DriftCheck.Checked> checked = new DriftCheck(spring.getBean(PreflightService.class), environment)
				.run(entities);
			DriftReport report = new DriftReport(entities, drawn, checked,
					spring.getBean(RequestStats.class).take().requests());
			return (this.repair && !report.drifted().isEmpty()) ? repair(report, spring, output)
					: print(report, output);
		}
	}

	private MirrorSample draw(LoreEnvironment environment, long drawn) {
		try (Mirror mirror = Mirror.open(environment)) {
			List<MirroredProject> chosen = choose(mirror, environment);
			MirrorSample entities = MirrorSample.draw(mirror.jdbc(), chosen, this.sample, drawn);
			if (entities.population() == 0) {
				throw new LoreException(ExitCode.NOT_FOUND_LOCALLY, "there is nothing to verify in the mirror",
						"sync something first");
			}
			return entities;
		}
	}

	/**
	 * Whoever repairs writes, so a project is not guessed from the end of its path.
	 */
	private List<MirroredProject> choose(Mirror mirror, LoreEnvironment environment) {
		List<MirroredProject> all = MirroredProject.findAll(mirror.jdbc());
		if (this.projects.isEmpty()) {
			return all;
		}
		GitLabPages pages = GitLabPages.of(environment.gitlabUrl());
		List<Long> wanted = new ArrayList<>();
		for (String given : this.projects) {
			String name = ProjectArgument.parse(given, environment, (text) -> ProjectName.parse(text, pages));
			wanted.addAll(new ProjectArgument(given, name).requireIdsIn(mirror.jdbc()));
		}
		return all.stream().filter((project) -> wanted.contains(project.id())).toList();
	}

	private static int print(DriftReport report, Output output) {
		LoreException failure = report.failure();
		Map<String, Object> data = report.toJson();
		data.put("recovery_actions", output.actions(report.actions()));
		output.result(failure == null, data, report.describe());
		return exit(failure, Map.of(), output);
	}

	/**
	 * What drifted is synced, so what GitLab does not show is all that can be left.
	 */
	private int repair(DriftReport report, ConfigurableApplicationContext spring, Output output) {
		List<SurgicalRequest> requests = new ArrayList<>();
		report.drifted()
			.forEach((project, entities) -> requests.add(new SurgicalRequest(RunId.generate(), project,
					iids(entities, EntityKind.ISSUE), iids(entities, EntityKind.MERGE_REQUEST), true, true)));
		RunSeriesResult runs = new RunSeries(this.context, spring, this.global, output).run(requests);
		DriftReport left = report.repaired();
		LoreException failure = (runs.failure() != null) ? runs.failure() : left.failure();
		Map<String, Object> data = new LinkedHashMap<>(report.toJson());
		data.put("runs", runs.toJson());
		List<RecoveryAction> actions = new ArrayList<>(runs.actions());
		actions.addAll(left.actions());
		data.put("recovery_actions", output.actions(actions));
		output.result(failure == null, data, report.describe().append(runs.describe()));
		return exit(failure, (runs.failure() != null) ? runs.details() : Map.of(), output);
	}

	private static int exit(@Nullable LoreException failure, Map<String, ?> details, Output output) {
		if (failure == null) {
			return ExitCode.COMPLETED.number();
		}
		output.error(failure, details);
		return failure.exitCode().number();
	}

	private static List<Long> iids(List<EntityRef> entities, EntityKind kind) {
		return entities.stream().filter((entity) -> entity.kind() == kind).map(EntityRef::iid).sorted().toList();
	}

}
