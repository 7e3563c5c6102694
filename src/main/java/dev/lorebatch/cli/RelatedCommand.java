package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityName;
import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.entity.ReferenceGrammar;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.mirror.ReferenceScans;
import dev.lorebatch.search.EntityLookup.Found;
import dev.lorebatch.search.EntityRelations;
import dev.lorebatch.search.EntityRelations.Relation;
import dev.lorebatch.search.SearchHit;

/**
 * {@code related}.
 */
@Command(name = "related", mixinStandardHelpOptions = true,
		description = "Shows what an issue or merge request closes and is closed by, what it mentions and what mentions "
				+ "it, and what has the nearest vectors. No network, no token, no writes.",
		exitCodeListHeading = "%nExit codes:%n",
		exitCodeList = { "0:shown, even if nothing is related", "2:usage", "3:config invalid",
				"10:database error or corrupt", "11:the schema is of another version", "17:not found locally, sync it",
				"18:ambiguous, use -p" },
		footer = { "", "Examples:", "  lore-batch related 12 -p group/project",
				"  lore-batch related 'group/project!45'", "  lore-batch related 45 --kind mr -n 5 --robot" })
class RelatedCommand implements Callable<Integer> {

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Parameters(arity = "1", paramLabel = "<iid>",
			description = "A number, short or full reference, or the URL of a page.")
	@SuppressWarnings("NullAway.Init") // set by picocli
	String entity;

	@Option(names = { "-p", "--project" }, paramLabel = "<group/project>",
			description = "Its project: full path, its unique end, numeric id or URL. Needed only if several have that number.")
	@Nullable String project;

	@Option(names = "--kind", paramLabel = "<kind>", completionCandidates = OptionValues.Kinds.class,
			description = "What a plain number means: issue or mr. Default: issue.")
	@Nullable String kind;

	@Option(names = { "-n", "--limit" }, paramLabel = "<count>", defaultValue = "5",
			description = "At most so many that are only similar. Default: ${DEFAULT-VALUE}.")
	int limit;

	RelatedCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		Output output = this.context.output(this.global);
		SearchCommand.requireLimit(this.limit);
		LoreEnvironment environment = this.context.environment(this.global);
		EntityArgument argument = EntityArgument.parse(kindOf(), this.entity, "leave --kind out", this.project,
				environment);
		try (Mirror mirror = this.context.mirror(environment, argument.sync(null))) {
			Found found = argument.find(mirror);
			List<Relation> related = new ArrayList<>(new EntityRelations(mirror.jdbc()).find(found));
			List<String> warnings = new ArrayList<>();
			addSimilar(related, mirror, found, warnings);
			ReferenceScans scans = new ReferenceScans(mirror.jdbc());
			if (scans.isPending()) {
				warnings
					.add(("the texts of %d issues and merge requests have not been read again for references since the "
							+ "update; the next syncs do it, or docs rebuild")
						.formatted(scans.count()));
			}
			Map<String, @Nullable Object> data = new LinkedHashMap<>();
			data.put("reference", found.reference());
			data.put("related", related.stream().map(EntityReport::reference).toList());
			data.put("warnings", warnings);
			output.result(true, data, describe(related));
			warnings.forEach((warning) -> output.note("warning: " + warning));
		}
		return ExitCode.COMPLETED.number();
	}

	/**
	 * What a reference says counts; plain numbers need the option.
	 */
	private EntityKind kindOf() {
		EntityKind chosen = FilterOptions.kind(this.kind);
		if (chosen != null) {
			return chosen;
		}
		EntityName named = ReferenceGrammar.match(this.entity.strip(), GitLabPages.ofTexts(null));
		return (named != null) ? named.kind() : EntityKind.ISSUE;
	}

	private void addSimilar(List<Relation> related, Mirror mirror, Found found, List<String> warnings) {
		List<String> known = related.stream().map(Relation::reference).toList();
		mirror.search()
			.similar(found, this.limit + known.size(), warnings::add)
			.stream()
			.filter((hit) -> !known.contains(hit.reference()))
			.limit(this.limit)
			.map(RelatedCommand::relation)
			.forEach(related::add);
	}

	private static Relation relation(SearchHit hit) {
		return new Relation("similar", hit.kind().value(), hit.reference(), hit.title(), hit.state(), hit.webUrl());
	}

	private static TerminalText describe(List<Relation> related) {
		if (related.isEmpty()) {
			return TerminalText.of("nothing is related");
		}
		TerminalText text = new TerminalText();
		related.forEach((relation) -> text.line("%s", EntityReport.describe(relation)));
		return text;
	}

}
