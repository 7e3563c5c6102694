package dev.lorebatch.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.search.KnownNames;
import dev.lorebatch.search.SearchFilter;
import dev.lorebatch.entity.TimeBound;

/**
 * Which issues and merge requests are wanted.
 */
class FilterOptions {

	@Option(names = { "-p", "--project" }, paramLabel = "<group/project>",
			description = "Only of this project: full path, its unique end, numeric id or URL. Default: all in the mirror.")
	@Nullable String project;

	@Option(names = "--state", paramLabel = "<state>", completionCandidates = OptionValues.States.class,
			description = "Only in this state: opened, closed, merged or locked.")
	@Nullable String state;

	@Option(names = "--author", paramLabel = "<username>", description = "Only by this author.")
	@Nullable String author;

	@Option(names = "--label", paramLabel = "<label>",
			description = "Only with this label. Repeatable: with all of them.")
	List<String> labels = new ArrayList<>();

	@Option(names = "--milestone", paramLabel = "<title>", description = "Only of this milestone.")
	@Nullable String milestone;

	@Option(names = "--path", paramLabel = "<prefix>",
			description = "Only merge requests that change a file whose path begins so.")
	@Nullable String path;

	@Option(names = "--created-since", paramLabel = "<time>",
			description = "Only created since then: 12h, 7d, 2w ago, a date or a timestamp, in UTC.")
	@Nullable String createdSince;

	@Option(names = "--created-before", paramLabel = "<time>", description = "Only created before then.")
	@Nullable String createdBefore;

	@Option(names = "--updated-since", paramLabel = "<time>", description = "Only updated since then.")
	@Nullable String updatedSince;

	@Option(names = "--updated-before", paramLabel = "<time>", description = "Only updated before then.")
	@Nullable String updatedBefore;

	@Option(names = "--confidential", paramLabel = "<which>", defaultValue = "include",
			completionCandidates = OptionValues.ConfidentialChoices.class,
			description = "only, exclude or include what is confidential. Default: ${DEFAULT-VALUE}.")
	String confidential = "include";

	/**
	 * Makes the filter, before there is a mirror to look into.
	 * @return for all projects
	 */
	SearchFilter filter(@Nullable EntityKind kind, Clock clock) {
		return new SearchFilter(null, kind,
				(this.state != null) ? new OptionValues.States().parse("--state", this.state) : null,
				stripSigil(this.author, "@"), this.labels.stream().map((label) -> stripSigil(label, "~")).toList(),
				stripSigil(this.milestone, "%"), (this.path != null) ? this.path.replaceFirst("^(\\./|/)+", "") : null,
				time("--created-since", this.createdSince, clock), time("--created-before", this.createdBefore, clock),
				time("--updated-since", this.updatedSince, clock), time("--updated-before", this.updatedBefore, clock),
				new OptionValues.ConfidentialChoices().parse("--confidential", this.confidential));
	}

	@Nullable ProjectArgument project(LoreEnvironment environment) {
		return ProjectArgument.parse(this.project, environment);
	}

	/**
	 * Says which labels, author and milestone the mirror does not have. For when nothing
	 * was found.
	 * @param filter as it was applied
	 */
	List<UnknownName> unknown(Mirror mirror, SearchFilter filter) {
		KnownNames known = new KnownNames(mirror.jdbc(), filter.project());
		List<UnknownName> unknown = new ArrayList<>();
		for (int index = 0; index < this.labels.size(); index++) {
			UnknownName.add(unknown, "label", this.labels.get(index), filter.labels().get(index), known::labels);
		}
		UnknownName.add(unknown, "author", this.author, filter.author(), known::authors);
		UnknownName.add(unknown, "milestone", this.milestone, filter.milestone(), known::milestones);
		return unknown;
	}

	static @Nullable EntityKind kind(@Nullable String text) {
		return (text != null) ? new OptionValues.Kinds().parse("--kind", text) : null;
	}

	private static @Nullable String time(String option, @Nullable String text, Clock clock) {
		return (text != null) ? TimeBound.parse(option, text, clock) : null;
	}

	/**
	 * GitLab writes {@code @jan}, {@code ~bug} and {@code %1.0}.
	 */
	@org.jspecify.annotations.NullUnmarked
	private static String stripSigil(String text, String sigil) {
		return (text != null && text.startsWith(sigil)) ? text.substring(1) : text;
	}

}
