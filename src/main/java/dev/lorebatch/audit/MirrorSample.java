package dev.lorebatch.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;

/**
 * Issues and merge requests drawn from the mirror at random, all with the same chance,
 * none twice, none that is gone. The same seed draws the same ones as long as the mirror
 * holds the same IIDs.
 *
 * @param population how many there are to draw from
 * @param entities what was drawn, by project
 */
public record MirrorSample(long population, Map<MirroredProject, List<EntityRef>> entities) {

	private static final String ALL = """
			SELECT e.project_id, e.kind, e.iid FROM (
				SELECT project_id, 'ISSUE' AS kind, iid FROM issues WHERE gone_at IS NULL
				UNION ALL SELECT project_id, 'MERGE_REQUEST', iid FROM merge_requests WHERE gone_at IS NULL) e
			JOIN projects p ON p.id = e.project_id
			WHERE p.gitlab_id IN (SELECT value FROM json_each(?))
			ORDER BY p.gitlab_id, e.kind, e.iid
			""";

	/**
	 * Draws from all entities of the projects.
	 * @param size how many; fewer if there are not so many
	 */
	public static MirrorSample draw(JdbcClient jdbc, Collection<MirroredProject> projects, int size, long seed) {
		Reservoir reservoir = new Reservoir(size, seed);
		RowCallbackHandler offer = (row) -> reservoir
			.offer(new Drawn(row.getLong(1), new EntityRef(EntityKind.valueOf(row.getString(2)), row.getLong(3))));
		jdbc.sql(ALL).param(projects.stream().map(MirroredProject::gitlabId).toList().toString()).query(offer);
		Map<MirroredProject, List<EntityRef>> entities = new LinkedHashMap<>();
		for (MirroredProject project : projects) {
			List<EntityRef> drawn = reservoir.drawn.stream()
				.filter((one) -> one.projectId() == project.id())
				.map(Drawn::entity)
				.sorted()
				.toList();
			if (!drawn.isEmpty()) {
				entities.put(project, drawn);
			}
		}
		return new MirrorSample(reservoir.offered, entities);
	}

	/**
	 * How many were drawn.
	 */
	public int size() {
		return this.entities.values().stream().mapToInt(List::size).sum();
	}

	private record Drawn(long projectId, EntityRef entity) {

	}

	/**
	 * Vitter's algorithm R: one pass, and only what is drawn is kept. {@link Random},
	 * because its numbers are the same in every Java.
	 */
	private static final class Reservoir {

		private final int size;

		private final Random random;

		private final List<Drawn> drawn = new ArrayList<>();

		private int offered;

		private Reservoir(int size, long seed) {
			this.size = size;
			this.random = new Random(seed);
		}

		private void offer(Drawn one) {
			this.offered++;
			if (this.drawn.size() < this.size) {
				this.drawn.add(one);
				return;
			}
			int place = this.random.nextInt(this.offered);
			if (place < this.size) {
				this.drawn.set(place, one);
			}
		}

	}

}
