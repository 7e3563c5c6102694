package dev.lorebatch.preflight;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.run.ResolvedProject;
import dev.lorebatch.view.RunView;
import dev.lorebatch.view.RunViews;
import dev.lorebatch.view.TokenUser;
import dev.lorebatch.view.TokenUsers;

/**
 * Notes which view a run has of its projects, and says where it is not that of the run
 * before.
 */
class ViewNotes {

	private static final int MAX_NAMED = 5;

	private final TokenOwner owner;

	private final TokenUsers users;

	private final RunViews views;

	ViewNotes(TokenOwner owner, TokenUsers users, RunViews views) {
		this.owner = owner;
		this.users = users;
		this.views = views;
	}

	/**
	 * Asks whose the token is, if that is not known.
	 * @param fetch the number of the fetch that asks for the projects
	 */
	TokenOwner.Answering ask(long fetch) {
		return this.owner.ask(fetch);
	}

	/**
	 * Notes the views of projects as GitLab sent them.
	 * @param user {@code null} if GitLab does not tell whose the token is
	 */
	void note(WriteTransaction tx, String runId, long fetch, @Nullable TokenUser user,
			Collection<ResolvedProject> projects) {
		TokenUser known = this.users.note(tx, fetch, user);
		projects
			.forEach((project) -> this.views.note(tx, runId, fetch, project.gitlabId(), known, project.accessLevel()));
	}

	/**
	 * Says where the view is not that of the run before.
	 * @param lists whether the run lists whole projects
	 * @return {@code null} if there is nothing to say
	 */
	@Nullable String warning(String runId, boolean lists) {
		List<String> changed = new ArrayList<>();
		for (RunView view : this.views.findByRun(runId)) {
			String change = describe(view, lists);
			if (change != null) {
				changed.add("%s: %s".formatted(view.project(), change));
			}
		}
		if (changed.isEmpty()) {
			return null;
		}
		int more = changed.size() - MAX_NAMED;
		return (more <= 0) ? String.join("; ", changed)
				: "%s; and %d more projects".formatted(String.join("; ", changed.subList(0, MAX_NAMED)), more);
	}

	private static @Nullable String describe(RunView view, boolean lists) {
		if (view.previous() == null || !view.isChanged() || view.project() == null) {
			return null;
		}
		if (!view.previous().isKnown()) {
			return lists ? "it was mirrored before views were noted, so everything is listed and fetched again, once"
					: null;
		}
		String seen = "seen as %s, by the run before as %s".formatted(view.view().describe(),
				view.previous().describe());
		if (view.mayHideMore()) {
			return seen + (view.mayShowMore() ? "; what only one of the two sees is kept, or read again"
					: "; what is not shown any more is kept as it is");
		}
		return view.mayShowMore() ? seen + "; what that did not see is read" : null;
	}

}
