package dev.lorebatch.cli;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
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
		Sort order = sort();
		LoreEnvironment environment = context.environment(this.global);
		Clock clock = Clock.systemUTC();
		SearchFilter wanted = this.filter.filter(environment, kind, clock);
		try (Mirror mirror = context.mirror(environment, Mirror.howToSync())) {
			List<ListedEntity> entries = new EntityList(mirror.jdbc()).find(kind, wanted, this.gone, order,
					!this.direction.ascending, this.limit);
			output.result(true, Map.of(kind.resource(), entries.stream().map(EntityListing::toJson).toList()),
					table(entries, clock));
		}
		return ExitCode.COMPLETED.number();
	}

	private Sort sort() {
		for (Sort known : Sort.values()) {
			if (known.name().toLowerCase(Locale.ROOT).equals(this.sort)) {
				return known;
			}
		}
		throw new LoreException(ExitCode.USAGE, "--sort %s is not known".formatted(Excerpt.quote(this.sort)),
				"use updated, created or iid");
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
