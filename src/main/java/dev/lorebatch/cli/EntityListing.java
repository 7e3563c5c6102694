package dev.lorebatch.cli;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.search.EntityList;
import dev.lorebatch.search.EntityList.ListedEntity;
import dev.lorebatch.search.EntityList.Sort;
import dev.lorebatch.search.SearchFilter;

/**
 * The options of {@code issues} and {@code mrs}, and what both do.
 */
class EntityListing {

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Mixin
	final FilterOptions filter = new FilterOptions();

	@Option(names = "--gone", description = "Those that are gone from GitLab, instead of those that are there.")
	boolean gone;

	@Option(names = "--sort", paramLabel = "<field>", defaultValue = "updated",
			completionCandidates = OptionValues.Sorts.class,
			description = "updated, created or iid. Default: ${DEFAULT-VALUE}.")
	String sort = "updated";

	@ArgGroup(exclusive = true)
	Direction direction = new Direction();

	@Option(names = { "-n", "--limit" }, paramLabel = "<count>", defaultValue = "20",
			description = "At most so many. Default: ${DEFAULT-VALUE}.")
	int limit;

	/**
	 * Which end comes first.
	 */
	static class Direction {

		@Option(names = "--desc", description = "Newest or highest first: the default.")
		boolean descending;

		@Option(names = "--asc", description = "Oldest or lowest first.")
		boolean ascending;

	}

	int list(CommandContext context, EntityKind kind) {
		Output output = context.output(this.global);
		SearchCommand.requireLimit(this.limit);
		Sort order = new OptionValues.Sorts().parse("--sort", this.sort);
		LoreEnvironment environment = context.environment(this.global);
		Clock clock = Clock.systemUTC();
		SearchFilter wanted = this.filter.filter(kind, clock);
		ProjectArgument project = this.filter.project(environment);
		try (Mirror mirror = context.mirror(environment, Mirror.howToSync())) {
			SearchFilter filter = wanted.ofProject((project != null) ? project.requireIn(mirror.jdbc()) : null);
			List<ListedEntity> entries = new EntityList(mirror.jdbc()).find(kind, filter, this.gone, order,
					!this.direction.ascending, this.limit);
			List<UnknownName> unknown = entries.isEmpty() ? this.filter.unknown(mirror, filter) : List.of();
			List<RecoveryAction> actions = actions(unknown, context);
			Map<String, Object> data = new LinkedHashMap<>();
			data.put(kind.resource(), entries.stream().map(EntityListing::toJson).toList());
			data.put("warnings", unknown.stream().map(UnknownName::warning).toList());
			data.put("recovery_actions", output.actions(actions));
			output.result(true, data, table(entries, clock));
			unknown.forEach((name) -> output.note("warning: " + name.warning()));
			actions.forEach(output::suggest);
		}
		return ExitCode.COMPLETED.number();
	}

	/**
	 * With one wrong name corrected another one would still find nothing.
	 */
	static List<RecoveryAction> actions(List<UnknownName> unknown, CommandContext context) {
		RecoveryAction action = (unknown.size() == 1) ? unknown.get(0).action(context.arguments()) : null;
		return (action != null) ? List.of(action) : List.of();
	}

	private static Map<String, @Nullable Object> toJson(ListedEntity entry) {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("reference", entry.reference());
		json.put("kind", entry.kind().value());
		json.put("project", entry.project());
		json.put("iid", entry.iid());
		json.put("title", entry.title());
		json.put("state", entry.state());
		json.put("author", entry.author());
		json.put("labels", entry.labels());
		json.put("milestone", entry.milestone());
		json.put("confidential", entry.confidential());
		json.put("created_at", entry.createdAt());
		json.put("updated_at", entry.updatedAt());
		json.put("web_url", entry.webUrl());
		json.put("gone_at", entry.goneAt());
		return json;
	}

	private static TerminalText table(List<ListedEntity> entries, Clock clock) {
		if (entries.isEmpty()) {
			return TerminalText.of("nothing found");
		}
		int width = entries.stream().mapToInt((entry) -> TerminalText.width(entry.reference())).max().orElse(0);
		TerminalText text = new TerminalText();
		for (ListedEntity entry : entries) {
			text.line("%s  %-7s %-14s  %s", TerminalText.column(entry.reference(), width), entry.state(),
					Prose.age(entry.updatedAt(), clock), entry.title());
		}
		return text;
	}

}
