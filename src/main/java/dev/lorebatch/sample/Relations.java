package dev.lorebatch.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Works out which merge requests close or mention which issues, from their descriptions.
 */
final class Relations {

	private static final Pattern CLOSES = Pattern.compile("(?i)\\b(?:closes|fixes|resolves):? #(\\d+)\\b");

	private static final Pattern MENTION = Pattern.compile("(?<![\\w/#])((?:[\\w.-]+/)+[\\w.-]+)?#(\\d+)\\b");

	private final World world;

	Relations(World world) {
		this.world = world;
	}

	/**
	 * Returns the issues of the same project that a merge request closes.
	 */
	List<Entity> closes(SampleProject project, Entity request) {
		List<Entity> issues = new ArrayList<>();
		for (long iid : closedIids(request)) {
			Entity issue = project.store(Kind.ISSUE).find(iid);
			if (issue != null) {
				issues.add(issue);
			}
		}
		return issues;
	}

	/**
	 * Returns the merge requests of the same project that close an issue.
	 */
	List<Entity> closedBy(SampleProject project, Entity issue) {
		return project.store(Kind.MERGE_REQUEST)
			.candidates(issue.iid())
			.stream()
			.filter((request) -> closedIids(request).contains(issue.iid()))
			.toList();
	}

	/**
	 * Returns the merge requests of a project that mention an issue of another or the
	 * same one.
	 */
	List<Entity> mentioning(SampleProject from, SampleProject project, Entity issue) {
		return from.store(Kind.MERGE_REQUEST)
			.candidates(issue.iid())
			.stream()
			.filter((request) -> mentions(from, request, project, issue))
			.toList();
	}

	/**
	 * Returns the links of an issue, each told from its side.
	 */
	List<IssueLink> links(SampleProject project, Entity issue) {
		List<IssueLink> links = new ArrayList<>();
		for (IssueLink link : this.world.links()) {
			if (link.startsAt(project, issue.iid())) {
				links.add(link);
			}
			else if (link.endsAt(project, issue.iid())) {
				links.add(link.reversed());
			}
		}
		return links;
	}

	long blockedBy(SampleProject project, Entity issue) {
		return links(project, issue).stream().filter((link) -> link.type().equals("blocks")).count();
	}

	private static List<Long> closedIids(Entity request) {
		return CLOSES.matcher(request.description())
			.results()
			.map((match) -> Long.valueOf(match.group(1)))
			.distinct()
			.toList();
	}

	private static boolean mentions(SampleProject from, Entity request, SampleProject project, Entity issue) {
		Matcher matcher = MENTION.matcher(request.description());
		while (matcher.find()) {
			String path = matcher.group(1);
			boolean sameProject = (path != null) ? path.equals(project.path()) : from == project;
			if (sameProject && Long.parseLong(matcher.group(2)) == issue.iid()) {
				return true;
			}
		}
		return false;
	}

}
