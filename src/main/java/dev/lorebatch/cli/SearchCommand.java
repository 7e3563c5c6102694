package dev.lorebatch.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.search.Mode;
import dev.lorebatch.search.SearchFilter;
import dev.lorebatch.search.SearchRequest;
import dev.lorebatch.search.SearchResult;

/**
 * {@code search}.
 */
@Command(name = "search", mixinStandardHelpOptions = true,
		description = "Searches issues, merge requests and their discussions in the mirror. No network but for an "
				+ "embedding provider that needs it, no token, no writes; a sync may run meanwhile.",
		exitCodeListHeading = "%nExit codes:%n",
		exitCodeList = { "0:searched, even if nothing was found", "2:usage, or nothing to search for in the query",
				"3:config invalid", "10:database error or corrupt", "11:the schema is of another version",
				"17:not found locally: no database yet, or no such project", "18:ambiguous, give the full path" },
		footer = { "",
				"In the query: words, \"a phrase\", -excluded, prefix*, identifiers like foo_bar or Retry-After, and",
				"references like #12, !45, group/project#12. Put -- before a query that begins with a hyphen.", "",
				"Examples:", "  lore-batch search duty phone", "  lore-batch search '\"exponential backoff\" -jitter'",
				"  lore-batch search chart axis --kind issue --state opened --label tide --updated-since 2w",
				"  lore-batch search Retry-After --explain",
				"  lore-batch search beacon -n 5 --robot --fields reference,title,web_url" })
class SearchCommand implements Callable<Integer> {

	static final int MAX_LIMIT = 1_000;

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Mixin
	final FilterOptions filter = new FilterOptions();

	@Parameters(arity = "1..*", paramLabel = "<query>",
			description = "What to search for; several words are one query.")
	List<String> words = new ArrayList<>();

	@Option(names = "--mode", paramLabel = "<mode>", defaultValue = "hybrid",
			completionCandidates = OptionValues.Modes.class,
			description = "hybrid, lexical (words only) or vector (vectors only). Default: ${DEFAULT-VALUE}.")
	String mode = "hybrid";

	@Option(names = "--kind", paramLabel = "<kind>", completionCandidates = OptionValues.Kinds.class,
			description = "Only of this kind: issue or mr.")
	@Nullable String kind;

	@Option(names = { "-n", "--limit" }, paramLabel = "<count>", defaultValue = "10",
			description = "At most so many. Default: ${DEFAULT-VALUE}.")
	int limit;

	@Option(names = "--raw",
			description = "The query is an expression of SQLite's FTS5, which may be invalid. Searches "
					+ "words only.")
	boolean raw;

	@Option(names = "--fields", paramLabel = "<field>[,<field>...]",
			description = "Fields of each hit in the JSON output.")
	@Nullable String fields;

	@Option(names = "--explain", description = "Say why each hit is where it is: ranks, scores, words.")
	boolean explain;

	SearchCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		Output output = this.context.output(this.global);
		requireLimit(this.limit);
		List<String> shown = SearchFields.parse(this.fields);
		LoreEnvironment environment = this.context.environment(this.global);
		SearchFilter wanted = this.filter.filter(FilterOptions.kind(this.kind), Clock.systemUTC());
		ProjectArgument project = this.filter.project(environment);
		String query = String.join(" ", this.words);
		Mode ranking = new OptionValues.Modes().parse("--mode", this.mode);
		try (Mirror mirror = this.context.mirror(environment, Mirror.howToSync())) {
			SearchFilter chosen = wanted.ofProject((project != null) ? project.requireIn(mirror.jdbc()) : null);
			SearchResult result = mirror.search()
				.search(new SearchRequest(query, this.raw, ranking, chosen, this.limit, this.explain));
			print(query, shown, result, result.hits().isEmpty() ? this.filter.unknown(mirror, chosen) : List.of(),
					output);
		}
		return ExitCode.COMPLETED.number();
	}

	private void print(String query, List<String> shown, SearchResult result, List<UnknownName> unknown,
			Output output) {
		SearchReport report = new SearchReport(result, this.explain, Clock.systemUTC());
		Map<String, Object> data = new LinkedHashMap<>(report.toJson(query, shown));
		List<String> warnings = Stream.concat(result.warnings().stream(), unknown.stream().map(UnknownName::warning))
			.toList();
		List<RecoveryAction> corrected = EntityListing.actions(unknown, this.context);
		data.put("warnings", warnings);
		data.put("recovery_actions",
				output.actions(Stream.concat(corrected.stream(), actions(result.warnings()).stream()).toList()));
		output.result(true, data, report.describe(this.context.color(this.global)));
		warnings.forEach((warning) -> output.note("warning: " + warning));
		corrected.forEach(output::suggest);
	}

	private static List<RecoveryAction> actions(List<String> warnings) {
		List<RecoveryAction> actions = new ArrayList<>();
		if (warnings.stream().anyMatch((warning) -> warning.endsWith("run embed"))) {
			actions.add(RecoveryAction.of("make the missing vectors", "embed"));
		}
		if (warnings.stream().anyMatch((warning) -> warning.endsWith("run embed --unproven"))) {
			actions.add(RecoveryAction.of("make vectors whose model is not known again", "embed", "--unproven"));
		}
		return actions;
	}

	static void requireLimit(int limit) {
		if (limit < 1 || limit > MAX_LIMIT) {
			throw new LoreException(ExitCode.USAGE, "-n %d is not possible".formatted(limit), "use 1 to " + MAX_LIMIT);
		}
	}

}
