package dev.lorebatch.sample;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Renders resource events.
 */
final class EventPayload {

	private final Site site;

	EventPayload(Site site) {
		this.site = site;
	}

	ObjectNode event(EventKind eventKind, SampleProject project, Entity entity, Event event) {
		ObjectNode payload = Json.object().put("id", event.id());
		payload.set("user", this.site.user(event.user()));
		payload.put("created_at", SampleTime.print(event.at()))
			.put("resource_type", entity.kind().typeName())
			.put("resource_id", entity.id());
		switch (eventKind) {
			case STATE -> addState(payload, project, event);
			case LABEL -> addLabel(payload, project, event);
			case MILESTONE -> addMilestone(payload, project, entity, event);
		}
		return payload;
	}

	private void addState(ObjectNode payload, SampleProject project, Event event) {
		payload.put("source_commit", startsWith(event, '!') ? null : event.subject())
			.put("source_merge_request_id", startsWith(event, '!') ? mergeRequestId(project, event) : null)
			.put("state", event.action());
	}

	/**
	 * A label that was deleted since is null.
	 */
	private void addLabel(ObjectNode payload, SampleProject project, Event event) {
		String name = event.subject();
		if (name == null || project.label(name) == null) {
			payload.putNull("label");
		}
		else {
			payload.set("label", LabelPayload.details(project, name));
		}
		payload.put("action", event.action());
	}

	private void addMilestone(ObjectNode payload, SampleProject project, Entity entity, Event event) {
		payload.set("milestone", this.site.milestone(project, event.subject()));
		payload.put("action", event.action()).put("state", entity.state());
	}

	private static @Nullable Long mergeRequestId(SampleProject project, Event event) {
		String subject = event.subject();
		return (subject != null)
				? (Long) Kind.MERGE_REQUEST.entityId(project.ordinal(), Long.parseLong(subject.substring(1))) : null;
	}

	private static boolean startsWith(Event event, char sigil) {
		return event.subject() != null && event.subject().charAt(0) == sigil;
	}

}
