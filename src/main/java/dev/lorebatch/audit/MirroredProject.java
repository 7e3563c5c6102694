package dev.lorebatch.audit;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A project of the mirror.
 *
 * @param id local id
 * @param gitlabId what GitLab calls it even if its path changes
 * @param path as of its last sync; GitLab's id if another project has that path now
 */
public record MirroredProject(long id, long gitlabId, String path) {

	/**
	 * Every project of the mirror that is not gone, by GitLab's id.
	 */
	public static List<MirroredProject> findAll(JdbcClient jdbc) {
		return jdbc.sql("SELECT id, gitlab_id, reference_path FROM projects WHERE gone_at IS NULL ORDER BY gitlab_id")
			.query((row, index) -> new MirroredProject(row.getLong(1), row.getLong(2), row.getString(3)))
			.list();
	}

}
