package dev.lorebatch.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.entity.ProjectName;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.search.SearchFilter;
import dev.lorebatch.search.SearchFilter.Confidential;
import dev.lorebatch.entity.TimeBound;

/**
 * Which issues and merge requests are wanted.
 */
class FilterOptions {

	private static final Set<String> STATES = Set.of("opened", "closed", "merged", "locked");

	@Option(names = { "-p", "--project" }, paramLabel = "<group/project>",
			description = "Only of this project: full path, numeric id or URL. Default: all in the mirror.")
	@Nullable String project;

	@Option(names = "--state", paramLabel = "<state>",
			description = "Only in this state: opened, closed, merged or " + "locked.")
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
			description = "only, exclude or include what is confidential. Default: ${DEFAULT-VALUE}.")
	String confidential = "include";

	SearchFilter filter(LoreEnvironment environment, @Nullable EntityKind kind, Clock clock) {
		String path = (this.project != null) ? ProjectName.parse(this.project, GitLabPages.of(environment.gitlabUrl()))
				: null;
		return new SearchFilter(path, kind, state(), stripSigil(this.author, "@"),
				this.labels.stream().map((label) -> stripSigil(label, "~")).toList(), stripSigil(this.milestone, "%"),
				(this.path != null) ? this.path.replaceFirst("^(\\./|/)+", "") : null,
				time("--created-since", this.createdSince, clock), time("--created-before", this.createdBefore, clock),
				time("--updated-since", this.updatedSince, clock), time("--updated-before", this.updatedBefore, clock),
				confidential());
	}

	static @Nullable EntityKind kind(@Nullable String text) {
		if (text == null) {
			return null;
		}
		return switch (text) {
			case "issue" -> EntityKind.ISSUE;
			case "mr", "merge_request" -> EntityKind.MERGE_REQUEST;
			default -> throw new LoreException(ExitCode.USAGE, "--kind %s is not known".formatted(Excerpt.quote(text)),
					"use issue or mr");
		};
	}

	private @Nullable String state() {
		if (this.state == null) {
			return null;
		}
		String wanted = this.state.equals("open") ? "opened" : this.state;
		if (!STATES.contains(wanted)) {
			throw new LoreException(ExitCode.USAGE, "--state %s is not known".formatted(Excerpt.quote(wanted)),
					"use opened, closed, merged or locked");
		}
		return wanted;
	}

	private Confidential confidential() {
		for (Confidential value : Confidential.values()) {
			if (value.name().toLowerCase(Locale.ROOT).equals(this.confidential)) {
				return value;
			}
		}
		throw new LoreException(ExitCode.USAGE,
				"--confidential %s is not known".formatted(Excerpt.quote(this.confidential)),
				"use only, exclude or include");
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
