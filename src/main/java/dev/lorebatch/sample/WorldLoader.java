package dev.lorebatch.sample;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;

/**
 * Builds a fresh {@link World} from the resources and the generated projects.
 */
final class WorldLoader {

	/** Ordinals below are the built-in projects'. */
	private static final int FIRST_GENERATED_ORDINAL = 10;

	private static final long FIRST_GENERATED_ID = 9001;

	private final World world;

	private WorldLoader(World world) {
		this.world = world;
	}

	static World load(List<GeneratedProject> generated) {
		WorldLoader loader = new WorldLoader(new World(users()));
		for (JsonNode project : Json.resource("projects.json").values()) {
			loader.addProject(new Facts(project));
		}
		for (int i = 0; i < generated.size(); i++) {
			loader.addGenerated(generated.get(i), i);
		}
		return loader.world;
	}

	private static Map<String, Facts> users() {
		Map<String, Facts> users = new LinkedHashMap<>();
		for (JsonNode user : Json.resource("users.json").values()) {
			users.put(user.path("username").asString(), new Facts(user));
		}
		return users;
	}

	private void addProject(Facts facts) {
		EntityStore issues = new EntityStore(GeneratedEntities.none(Kind.ISSUE));
		EntityStore mergeRequests = new EntityStore(GeneratedEntities.none(Kind.MERGE_REQUEST));
		SampleProject project = new SampleProject(this.world, facts, issues, mergeRequests);
		this.world.add(project);
		facts.texts("formerPaths").forEach((path) -> this.world.addFormerPath(path, project));
		String resource = facts.required("resource");
		fill(project, Kind.ISSUE, resource + "-issues.json");
		fill(project, Kind.MERGE_REQUEST, resource + "-merge-requests.json");
	}

	private void fill(SampleProject project, Kind kind, String resource) {
		EntityReader reader = new EntityReader(kind, project.ordinal());
		for (JsonNode authored : Json.resource(resource).values()) {
			Entity entity = reader.read(new Facts(authored));
			project.store(kind).put(entity);
			entity.facts().texts("links").forEach((link) -> addLink(project, entity, link));
		}
	}

	/**
	 * Adds a link written as {@code TYPE PATH#IID}.
	 */
	private void addLink(SampleProject project, Entity issue, String text) {
		String[] parts = text.split("[ #]");
		this.world.links()
			.add(new IssueLink(88_100L + this.world.links().size(), project.path(), issue.iid(), parts[0], parts[1],
					Long.parseLong(parts[2]), issue.createdAt().plusSeconds(60)));
	}

	private void addGenerated(GeneratedProject project, int index) {
		int ordinal = FIRST_GENERATED_ORDINAL + index;
		Facts template = new Facts(Json.resource("generated-project.json"));
		Facts facts = template.set("id", FIRST_GENERATED_ID + index)
			.set("ordinal", ordinal)
			.set("path", project.path());
		this.world.add(new SampleProject(this.world, facts,
				new EntityStore(new GeneratedEntities(Kind.ISSUE, ordinal, project)),
				new EntityStore(new GeneratedEntities(Kind.MERGE_REQUEST, ordinal, project))));
	}

}
