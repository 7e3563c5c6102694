package dev.lorebatch.cli;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.search.EntityFreshness.Freshness;
import dev.lorebatch.search.EntityLookup.Found;

/**
 * The options of {@code issue} and {@code mr}, and what both do.
 */
class EntityView {

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Parameters(arity = "1", paramLabel = "<iid>",
			description = "Its number, short or full reference, or the URL of its page.")
	@SuppressWarnings("NullAway.Init") // set by picocli
	String entity;

	@Option(names = { "-p", "--project" }, paramLabel = "<group/project>",
			description = "Its project: full path, its unique end, numeric id or URL. Needed only if several have that number.")
	@Nullable String project;

	@Option(names = "--max-age", paramLabel = "<span>",
			description = "End with 19 if it was fetched longer ago than "
					+ "that: 30s, 15m, 12h, 7d. It is printed all the same.")
	@Nullable String maxAge;

	int show(CommandContext context, EntityKind kind) {
		Output output = context.output(this.global);
		MaxAge limit = MaxAge.parse(this.maxAge);
		LoreEnvironment environment = context.environment(this.global);
		EntityArgument argument = EntityArgument.parse(kind, this.entity,
				"use the command %s for it".formatted((kind == EntityKind.ISSUE) ? "mr" : "issue"), this.project,
				environment);
		try (Mirror mirror = context.mirror(environment, argument.sync(null))) {
			Found found = argument.find(mirror);
			Freshness freshness = mirror.freshness().of(found);
			EntityReport report = new EntityReport(mirror, found, freshness, Clock.systemUTC());
			boolean fresh = limit.allows(freshness);
			Map<String, @Nullable Object> data = new LinkedHashMap<>(report.toJson());
			List<RecoveryAction> actions = fresh ? List.of() : List.of(EntityArgument.refresh(found));
			data.put("recovery_actions", output.actions(actions));
			output.result(fresh, data, report.describe());
			return limit.report(found, freshness, output);
		}
	}

}
