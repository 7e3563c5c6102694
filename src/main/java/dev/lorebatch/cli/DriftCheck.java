package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.audit.MirrorSample;
import dev.lorebatch.audit.MirroredProject;
import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.EntityVersion;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.entity.ProjectPath;
import dev.lorebatch.entity.TransformException;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.intake.EntityComparison;
import dev.lorebatch.mirror.EntityDifferences.Stored;
import dev.lorebatch.preflight.KnownProjects;
import dev.lorebatch.preflight.PreflightReport;
import dev.lorebatch.preflight.PreflightService;
import dev.lorebatch.run.EntityFailure;
import dev.lorebatch.run.EntityOutcome;
import dev.lorebatch.run.ResolvedProject;
import dev.lorebatch.run.SurgicalRequest;

/**
 * Compares a sample of the mirror with GitLab. Asks as preflight does, and compares with
 * the mirror only after the answers are there. What a sync wrote meanwhile, which the
 * number of its fetch tells, is no drift; an older date is, because dates go back.
 */
class DriftCheck {

	/** So many payloads are in memory at once. */
	private static final int CHUNK = 500;

	private final PreflightService preflight;

	private final LoreEnvironment environment;

	private final List<Checked> checked = new ArrayList<>();

	DriftCheck(PreflightService preflight, LoreEnvironment environment) {
		this.preflight = preflight;
		this.environment = environment;
	}

	/**
	 * @return one for each of the sample, in its order
	 */
	List<Checked> run(MirrorSample sample) {
		sample.entities().forEach((project, entities) -> {
			for (int start = 0; start < entities.size(); start += CHUNK) {
				check(project, entities.subList(start, Math.min(start + CHUNK, entities.size())));
			}
		});
		return this.checked;
	}

	/**
	 * A project that GitLab does not show hides all of its entities; the others are
	 * looked at all the same.
	 */
	private void check(MirroredProject project, List<EntityRef> entities) {
		Map<EntityRef, Long> before;
		try (Mirror mirror = Mirror.open(this.environment)) {
			before = new EntityComparison(mirror.jdbc()).lastFetches(project.id(), entities);
			mirror.requireInPlace();
		}
		PreflightReport answer;
		try {
			answer = this.preflight.check(new SurgicalRequest("verify", String.valueOf(project.gitlabId()),
					iids(entities, EntityKind.ISSUE), iids(entities, EntityKind.MERGE_REQUEST), false, false, false),
					KnownProjects.NONE, false);
		}
		catch (GitLabException ex) {
			EntityOutcome outcome = hidden(ex);
			entities.forEach((entity) -> this.checked
				.add(Checked.failed(project.path(), EntityFailure.of(entity, outcome, ex, ex.attempts()))));
			return;
		}
		String path = ProjectPath.of(answer.project());
		try (Mirror mirror = Mirror.open(this.environment)) {
			EntityComparison comparison = new EntityComparison(mirror.jdbc());
			Map<EntityRef, Long> after = comparison.lastFetches(project.id(), entities);
			answer.found().forEach((entity, payload) -> {
				boolean written = !Objects.equals(before.get(entity), after.get(entity));
				compare(comparison, project, path, Map.entry(entity, payload), written);
			});
			mirror.requireInPlace();
		}
		boolean everything = new ResolvedProject(answer.project(), 0).seesEverything();
		answer.failures().forEach((failure) -> this.checked.add(Checked.failed(path, failure, everything)));
	}

	private static EntityOutcome hidden(GitLabException ex) {
		return switch (ex.kind()) {
			case NOT_FOUND -> EntityOutcome.NOT_FOUND;
			case FORBIDDEN -> EntityOutcome.FORBIDDEN;
			default -> throw ex;
		};
	}

	/**
	 * @param written whether a sync wrote it since GitLab was asked
	 */
	private void compare(EntityComparison comparison, MirroredProject project, String path,
			Map.Entry<EntityRef, Payload> answer, boolean written) {
		EntityRef entity = answer.getKey();
		try {
			Stored stored = comparison.compare(project.id(), entity, answer.getValue());
			if (stored != null) {
				EntityVersion version = EntityVersion.of(answer.getValue());
				boolean notes = version.userNotesCount() != null
						&& !Objects.equals(version.userNotesCount(), stored.userNotes());
				this.checked.add(new Checked(path, entity, written ? List.of() : stored.fields(), null,
						stored.payloadDiffers() && !written, notes && !written, true));
			}
		}
		catch (TransformException ex) {
			this.checked.add(Checked.failed(path, EntityFailure.ofTransform(entity, ex)));
		}
	}

	private static List<Long> iids(List<EntityRef> entities, EntityKind kind) {
		return entities.stream().filter((entity) -> entity.kind() == kind).map(EntityRef::iid).toList();
	}

	/**
	 * One of the sample.
	 *
	 * @param project its path, as GitLab says it now
	 * @param fields what differs
	 * @param failure why it could not be compared
	 * @param payloadDiffers whether anything of it differs, fields without a column
	 * included
	 * @param notesDiffer whether GitLab counts other notes than are stored
	 * @param absenceTells whether the token sees everything: what GitLab does not show it
	 * is gone. To another token it may just be hidden
	 */
	record Checked(String project, EntityRef entity, List<String> fields, @Nullable EntityFailure failure,
			boolean payloadDiffers, boolean notesDiffer, boolean absenceTells) {

		/**
		 * Makes the result of an entity that could not be compared, because of the
		 * project or its payload.
		 */
		static Checked failed(String project, EntityFailure failure) {
			return failed(project, failure, true);
		}

		static Checked failed(String project, EntityFailure failure, boolean absenceTells) {
			return new Checked(project, failure.entity(), List.of(), failure, false, false, absenceTells);
		}

		/**
		 * {@code matching}, {@code drifted}, or why it could not be compared.
		 */
		String outcome() {
			if (this.failure != null) {
				return this.failure.outcome().value();
			}
			return this.fields.isEmpty() ? "matching" : "drifted";
		}

		/**
		 * Tells whether GitLab does not show the entity, and nobody can say if it is
		 * gone.
		 */
		boolean mayBeHidden() {
			return isHidden() && !this.absenceTells;
		}

		boolean isHidden() {
			return this.failure != null && (this.failure.outcome() == EntityOutcome.NOT_FOUND
					|| this.failure.outcome() == EntityOutcome.FORBIDDEN);
		}

		String reference() {
			return this.project + this.entity;
		}

	}

}
