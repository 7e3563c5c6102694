package dev.lorebatch.cli;

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
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.run.RunId;
import dev.lorebatch.run.SyncRequest;

/**
 * Surgical sync.
 */
@Command(name = "sync", mixinStandardHelpOptions = true,
		description = "Refreshes exactly the named issues and merge requests: entities, threads, events, changed files, "
				+ "references, documents and vectors.",
		exitCodeListHeading = "%nExit codes:%n",
		exitCodeList = { "0:completed, or the run was already complete", "1:internal error", "2:usage",
				"3:config invalid", "4:token not set", "5:authentication failed (401 or 403)",
				"6:not found, or preflight failed", "7:rate limited (retries spent)", "8:network (retries spent)",
				"9:locked by another run", "10:database error or corrupt", "11:migration failed", "12:I/O",
				"13:transform error", "18:ambiguous, use -p", "20:config not found",
				"21:run failed after committing part of the work, restart it",
				"22:run not restartable, or the run id belongs to another request",
				"130:interrupted, restartable (SIGINT)", "143:terminated, restartable (SIGTERM)" },
		footer = { "", "Examples:", "  lore-batch sync -p group/project --issue 123 --issue 124,130 --mr 45",
				"  lore-batch sync -p group/project --issue 123 --run-id nightly-2026-11-23",
				"  lore-batch sync -p group/project --issue 123 --preflight-only",
				"  lore-batch sync -p group/project --mr 45 --dry-run",
				"  lore-batch sync --mr https://gitlab.com/group/project/-/merge_requests/45/diffs",
				"  lore-batch sync --from-webhook bodies.ndjson", "", "Environment:",
				"  LORE_GITLAB_URL, LORE_GITLAB_TOKEN or GITLAB_TOKEN, LORE_DATABASE, LORE_ROBOT, NO_COLOR" })
class SyncCommand implements Callable<Integer> {

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Option(names = { "-p", "--project" }, paramLabel = "<group/project>",
			description = "Full path, numeric id or URL. Default: the project of the references and URLs given, else the "
					+ "one in lore.projects.")
	@Nullable String project;

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
			description = "Do not ask GitLab once more, when all is fetched, whether it still stands.")
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
		SyncRequest request = request(environment);
		if (this.mode.dryRun) {
			return dryRun(request, environment, output);
		}
		try (ConfigurableApplicationContext spring = this.context.open(environment)) {
			if (this.mode.preflightOnly) {
				return new PreflightOnly(this.context, spring, output).run(request);
			}
			return new SyncRunner(this.context, spring, this.global, output).run(request.runId(),
					(launcher) -> launcher.launch(request));
		}
	}

	private int fromWebhook(String source) {
		this.context.output(this.global);
		if (this.project != null || !this.issues.isEmpty() || !this.mergeRequests.isEmpty()
				|| this.mode.preflightOnly) {
			throw new LoreException(ExitCode.USAGE,
					"--from-webhook goes without -p, --issue, --mr and --preflight-only",
					"the bodies say what to sync; --dry-run shows it");
		}
		return new WebhookSync(this.context, this.global,
				new WebhookSync.Phases(!this.noDocs, !this.noDocs && !this.noEmbed, !this.noVerify))
			.run(source, this.runId, this.mode.dryRun);
	}

	private SyncRequest request(LoreEnvironment environment) {
		GitLabPages pages = GitLabPages.of(environment.gitlabUrl());
		NamedEntities namedIssues = NamedEntities.parse(EntityKind.ISSUE, this.issues, pages);
		NamedEntities namedMergeRequests = NamedEntities.parse(EntityKind.MERGE_REQUEST, this.mergeRequests, pages);
		if (namedIssues.iids().isEmpty() && namedMergeRequests.iids().isEmpty()) {
			throw new LoreException(ExitCode.USAGE, "no issue and no merge request is named",
					"name at least one with --issue or --mr");
		}
		String id = (this.runId != null) ? RunId.validate(this.runId) : RunId.generate();
		String chosen = ProjectChoice.choose(this.project, List.of(namedIssues, namedMergeRequests), environment,
				pages);
		return new SyncRequest(id, chosen, namedIssues.iids(), namedMergeRequests.iids(), !this.noDocs,
				!this.noDocs && !this.noEmbed, !this.noVerify);
	}

	private static int dryRun(SyncRequest request, LoreEnvironment environment, Output output) {
		SyncPlan plan = SyncPlan.of(request);
		output.result(true, plan.toJson(request, environment), plan.describe(request, environment));
		return ExitCode.COMPLETED.number();
	}

}
