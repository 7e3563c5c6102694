package dev.lorebatch.mirror;

import java.util.List;

import dev.lorebatch.database.WriteTransaction;

/**
 * Writes {@code projects}.
 */
public class Projects {

	private static final TableWriter WRITER = new TableWriter("projects", List.of("gitlab_id"),
			List.of("path", "name", "web_url"));

	/**
	 * Inserts the project or gives it its present path, unless a later fetch did.
	 * @param fetch the number of the fetch the row comes from
	 * @return its local id
	 */
	public long write(WriteTransaction tx, ProjectRow project, long fetch) {
		Long known = WRITER.findId(tx, List.of(project.gitlabId()));
		if (known != null && FetchOrder.isOutdated(tx, FetchOrder.PROJECT, known, fetch)) {
			return known;
		}
		long id = WRITER.write(tx, List.of(project.gitlabId()), project.path(), project.name(), project.webUrl()).id();
		FetchOrder.note(tx, FetchOrder.PROJECT, id, fetch);
		return id;
	}

}
