package dev.lorebatch.intake;

import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.mirror.EntityDifferences;
import dev.lorebatch.mirror.EntityDifferences.Stored;

/**
 * Compares an entity as GitLab sends it with the mirror, by the transformation that
 * {@link EntityIntake} writes with. Only reads.
 */
public class EntityComparison {

	private final EntityDifferences differences;

	public EntityComparison(JdbcClient jdbc) {
		this.differences = new EntityDifferences(jdbc);
	}

	/**
	 * From which fetch each entity was last written, as far as that is known.
	 * @param projectId local id of the project
	 */
	public Map<EntityRef, Long> lastFetches(long projectId, Collection<EntityRef> entities) {
		return this.differences.lastFetches(projectId, entities);
	}

	/**
	 * How the stored entity differs; {@code null} if it is not stored.
	 * @param projectId local id of the project
	 * @throws dev.lorebatch.entity.TransformException if the payload cannot be turned
	 * into a row
	 */
	public @Nullable Stored compare(long projectId, EntityRef entity, Payload payload) {
		return (entity.kind() == EntityKind.ISSUE)
				? this.differences.find(projectId, IssueTransform.toRow(payload, entity.iid()))
				: this.differences.find(projectId, MergeRequestTransform.toRow(payload, entity.iid()));
	}

}
