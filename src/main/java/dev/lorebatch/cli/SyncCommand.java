package dev.lorebatch.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.springframework.context.ConfigurableApplicationContext;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.entity.NamedEntities;
import dev.lorebatch.entity.TimeBound;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunId;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.RunRequest;
import dev.lorebatch.run.SurgicalRequest;

/**
 * Surgical sync of the named issues and merge requests, or, if none is named, project
 * sync of whole projects.
 */
@Command(name = "sync", mixinStandardHelpOptions = true,
		description = "Refreshes exactly the named issues and merge requests, or, if none is named, what changed in whole "
				+ "projects: entities, threads, events, changed files, references, documents and vectors.",
		exitCodeListHeading = "%nExit codes:%n",
		exitCodeList = { "0:completed, or the run was already complete", "1:internal error", "2:usage",
				"3:config invalid", "4:token not set", "5:authentication failed (401 or 403)",
				"6:not found, or preflight failed", "7:rate limited (retries spent)", "8:network (retries spent)",
				"9:locked by another run", "10:database error or corrupt", "11:migration failed", "12:I/O",
				"13:transform error", "18:ambiguous, use -p", "20:config not found",
				"21:run failed after committing part of the work, restart it",
				"22:run not restartable, or the run id belongs to another request",
				"24:out of memory, restart the run with more", "129:hung up, restartable (SIGHUP)",
				"130:interrupted, restartable (SIGINT)", "143:terminated, restartable (SIGTERM)" },
		footer = { "", "Examples:", "  lore-batch sync -p group/project --issue 123 --issue 124,130 --mr 45",
				"  lore-batch sync -p group/project --issue 123 --run-id nightly-2026-11-23",
				"  lore-batch sync -p group/project --issue 123 --preflight-only",
				"  lore-batch sync -p group/project --mr 45 --dry-run",
				"  lore-batch sync --mr https://gitlab.com/group/project/-/merge_requests/45/diffs",
				"  lore-batch sync -p group/project -p other/project", "  lore-batch sync -p 'group/**' --full",
				"  lore-batch sync --since 7d", "  lore-batch sync --reconcile",
				"  lore-batch sync --from-webhook bodies.ndjson", "", "Environment:",
				"  LORE_GITLAB_URL, LORE_GITLAB_TOKEN or GITLAB_TOKEN, LORE_DATABASE, LORE_ROBOT, NO_COLOR" })
class SyncCommand implements Callable<Integer> {

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Option(names = { "-p", "--project" }, paramLabel = "<group/project>",
			description = "Full path, numeric id or URL. Default: the project of the references and URLs given, else the "
					+ "one in lore.projects. For whole projects: repeatable, 'group/*' for all of a group, 'group/**' with "
					+ "its subgroups; default: all in lore.projects.")
	List<String> projects = new ArrayList<>();

	@Option(names = "--issue", paramLabel = "<iid>[,<iid>...]",
			description = "Issues to refresh: 123, #123, group/project#123 or the URL of the page. Repeatable.")
	List<String> issues = new ArrayList<>();

	@Option(names = "--mr", paramLabel = "<iid>[,<iid>...]",
			description = "Merge requests to refresh: 45, !45, group/project!45 or the URL of the page. Repeatable.")
	List<String> mergeRequests = new ArrayList<>();

	@Option(names = "--run-id", paramLabel = "<id>",
			description = "Name of the run, 1 to 64 of A-Z a-z 0-9 . _ -. The same line can be run again safely: it "
					+ "starts, restarts or finds the run complete. Default: a new ULID.")
	@Nullable String runId;

	@Option(names = "--full",
			description = "Whole projects: read everything again, not only what changed since the last sync.")
	boolean full;

	@Option(names = "--since", paramLabel = "<time>",
			description = "Whole projects: read what changed since then, 7d or 2026-11-23, instead of since the last sync.")
	@Nullable String since;

	@Option(names = "--reconcile",
			description = "Whole projects: also ask for everything that is known, to find what is gone from GitLab. --full does "
					+ "so by itself, other runs every lore.sync.reconcile-every times.")
	boolean reconcile;

	@Option(names = "--from-webhook", paramLabel = "<file>",
			description = "Refresh what the bodies of GitLab's webhooks in the file are about, - for stdin: one JSON object, "
					+ "or several. One run for each project.")
	@Nullable String fromWebhook;

	@ArgGroup(exclusive = true)
	Mode mode = new Mode();

	@Option(names = "--no-docs", description = "Do not regenerate documents.")
	boolean noDocs;

	@Option(names = "--no-embed", description = "Do not make vectors.")
	boolean noEmbed;

	@Option(names = "--no-verify",
			description = "Do not ask GitLab once more, when all of the named ones is fetched, whether it still stands.")
	boolean noVerify;

	SyncCommand(CommandContext context) {
		this.context = context;
	}

	/**
	 * Ways to look before syncing.
	 */
	static class Mode {

		@Option(names = "--dry-run", description = "Print the plan. No network, no writes.")
		boolean dryRun;

		@Option(names = "--preflight-only",
				description = "Check over the network that every IID exists and can be read. No writes.")
		boolean preflightOnly;

	}

	@Override
	public Integer call() {
		if (this.fromWebhook != null) {
			return fromWebhook(this.fromWebhook);
		}
		Output output = this.context.output(this.global);
		LoreEnvironment environment = this.context.environment(this.global);
		GitLabPages pages = GitLabPages.of(environment.gitlabUrl());
		boolean surgical = !this.issues.isEmpty() || !this.mergeRequests.isEmpty();
		RunRequest request = surgical ? entities(environment, pages) : projects(environment, pages);
		if (this.mode.dryRun) {
			return dryRun(request, environment, output);
		}
		try (ConfigurableApplicationContext spring = this.context.open(environment)) {
			if (this.mode.preflightOnly) {
				return preflightOnly(request, spring, output);
			}
			return new SyncRunner(this.context, spring, this.global, output).run(request.runId(),
					(launcher) -> launcher.launch(request));
		}
	}

	private int fromWebhook(String source) {
		this.context.output(this.global);
		if (!this.projects.isEmpty() || !this.issues.isEmpty() || !this.mergeRequests.isEmpty() || this.full
				|| this.since != null || this.reconcile || this.mode.preflightOnly) {
			throw new LoreException(ExitCode.USAGE,
					"--from-webhook goes without -p, --issue, --mr, --full, --since, --reconcile and --preflight-only",
					"the bodies say what to sync; --dry-run shows it");
		}
		return new WebhookSync(this.context, this.global,
				new WebhookSync.Phases(!this.noDocs, !this.noDocs && !this.noEmbed, !this.noVerify))
			.run(source, this.runId, this.mode.dryRun);
	}

	private SurgicalRequest entities(LoreEnvironment environment, GitLabPages pages) {
		if (this.full || this.since != null || this.reconcile) {
			throw new LoreException(ExitCode.USAGE, "--full, --since and --reconcile are for whole projects",
					"leave --issue and --mr out, or --full, --since and --reconcile");
		}
		NamedEntities namedIssues = NamedEntities.parse(EntityKind.ISSUE, this.issues, pages);
		NamedEntities namedMergeRequests = NamedEntities.parse(EntityKind.MERGE_REQUEST, this.mergeRequests, pages);
		if (namedIssues.iids().isEmpty() && namedMergeRequests.iids().isEmpty()) {
			throw new LoreException(ExitCode.USAGE, "no issue and no merge request is named",
					"name at least one with --issue or --mr");
		}
		String chosen = ProjectChoice.choose(this.projects, List.of(namedIssues, namedMergeRequests), environment,
				pages);
		return new SurgicalRequest(id(), chosen, namedIssues.iids(), namedMergeRequests.iids(), !this.noDocs,
				!this.noDocs && !this.noEmbed, !this.noVerify);
	}

	private ProjectSyncRequest projects(LoreEnvironment environment, GitLabPages pages) {
		if (this.noVerify) {
			throw new LoreException(ExitCode.USAGE, "--no-verify is for named issues and merge requests",
					"leave it out: whole projects are verified by the next sync");
		}
		if (this.full && this.since != null) {
			throw new LoreException(ExitCode.USAGE, "--full and --since exclude each other", "leave one of them out");
		}
		if (this.since != null) {
			TimeBound.parse("--since", this.since, Clock.systemUTC());
		}
		return new ProjectSyncRequest(id(), this.full ? RunMode.FULL : RunMode.INCREMENTAL,
				ProjectChoice.chooseAll(this.projects, environment, pages), this.since, this.reconcile, !this.noDocs,
				!this.noDocs && !this.noEmbed);
	}

	private String id() {
		return (this.runId != null) ? RunId.validate(this.runId) : RunId.generate();
	}

	private int preflightOnly(RunRequest request, ConfigurableApplicationContext spring, Output output) {
		return (request instanceof SurgicalRequest surgical)
				? new PreflightOnly(this.context, spring, output).run(surgical)
				: new ProjectsPreflightOnly(this.context, spring, output).run((ProjectSyncRequest) request);
	}

	private static int dryRun(RunRequest request, LoreEnvironment environment, Output output) {
		if (request instanceof SurgicalRequest surgical) {
			SyncPlan plan = SyncPlan.of(surgical);
			output.result(true, plan.toJson(surgical, environment), plan.describe(surgical, environment));
		}
		else {
			ProjectsPlan plan = new ProjectsPlan((ProjectSyncRequest) request);
			output.result(true, plan.toJson(environment), plan.describe(environment));
		}
		return ExitCode.COMPLETED.number();
	}

}
