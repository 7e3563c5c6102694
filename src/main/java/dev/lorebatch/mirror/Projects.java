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
	 * Inserts the project or gives it its present path.
	 * @return its local id
	 */
	public long write(WriteTransaction tx, ProjectRow project) {
		return WRITER.write(tx, List.of(project.gitlabId()), project.path(), project.name(), project.webUrl()).id();
	}

}
