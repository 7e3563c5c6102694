package dev.lorebatch.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.documents.DocumentRebuild;
import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.entity.ProjectName;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.search.DocumentProperties;

/**
 * {@code docs rebuild}.
 */
@Command(name = "rebuild", mixinStandardHelpOptions = true,
		description = "Makes the documents anew from the mirror, without network: after changing lore.confidential, or after "
				+ "an update of the program. Documents that are right are left as they are; it can be run again at any time.",
		footer = { "", "Examples:", "  lore-batch docs rebuild", "  lore-batch docs rebuild -p group/project" })
class DocsRebuildCommand implements Callable<Integer> {

	private static final List<String> COUNTERS = List.of("documents", "created", "updated", "unchanged", "reindexed",
			"to_embed", "redacted", "dropped", "deleted");

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Option(names = { "-p", "--project" }, paramLabel = "<path>",
			description = "Only this project: its path, group/project, or its numeric id. Default: all that are mirrored.")
	@Nullable String project;

	DocsRebuildCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		Output output = this.context.output(this.global);
		LoreEnvironment environment = this.context.environment(this.global);
		GitLabPages pages = GitLabPages.of(environment.gitlabUrl());
		String chosen = (this.project != null)
				? ProjectArgument.parse(this.project, environment, (name) -> ProjectName.parse(name, pages)) : null;
		if (!environment.databaseFile().exists()) {
			throw new LoreException(ExitCode.NOT_FOUND_LOCALLY, "there are no documents: the database %s does not exist"
				.formatted(environment.databaseFile().path()), "name the right one with --database, or sync first");
		}
		AtomicBoolean stopped = new AtomicBoolean();
		try (ConfigurableApplicationContext spring = this.context.open(environment)) {
			if (this.project != null && chosen != null) {
				new ProjectArgument(this.project, chosen).requireIdsIn(spring.getBean(JdbcClient.class));
			}
			DocumentRebuild rebuild = spring.getBean(DocumentRebuild.class);
			String policy = spring.getBean(DocumentProperties.class).confidential().name().toLowerCase(Locale.ROOT);
			this.context.signals().install(() -> stopped.set(true), output::note);
			Map<String, Integer> counters = rebuild.rebuild(chosen, output::note, stopped::get);
			List<RecoveryAction> actions = (counters.getOrDefault("to_embed", 0) > 0)
					? List.of(RecoveryAction.of("make the vectors of the documents that changed", "embed")) : List.of();
			Map<String, Object> data = new LinkedHashMap<>(toJson(chosen, policy, counters));
			data.put("recovery_actions", output.actions(actions));
			output.result(true, data, describe(policy, counters));
			actions.forEach(output::suggest);
		}
		return ExitCode.COMPLETED.number();
	}

	private static Map<String, Object> toJson(@Nullable String project, String policy, Map<String, Integer> counters) {
		Map<String, Object> data = new LinkedHashMap<>();
		if (project != null) {
			data.put("project", project);
		}
		data.put("confidential", policy);
		COUNTERS.forEach((counter) -> data.put(counter, counters.getOrDefault(counter, 0)));
		return data;
	}

	private static TerminalText describe(String policy, Map<String, Integer> counters) {
		TerminalText text = new TerminalText().line("%d documents looked at, confidential ones: %s",
				counters.getOrDefault("documents", 0), policy);
		COUNTERS.stream()
			.filter((counter) -> !counter.equals("documents") && counters.containsKey(counter))
			.forEach((counter) -> text.line("  %-10s %d", counter.replace('_', ' '), counters.get(counter)));
		return text;
	}

}
