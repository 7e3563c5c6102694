package dev.lorebatch.sample;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Finds what a request is about, as far as its sender may know of it.
 */
final class Lookup {

	private final World world;

	Lookup(World world) {
		this.world = world;
	}

	/**
	 * Finds the project by number or by path.
	 * @throws ApiException if there is none for this viewer, or if it has moved
	 */
	SampleProject project(Call call) {
		String id = call.parameter("id");
		SampleProject project = id.matches("\\d{1,18}") ? this.world.byId(Long.parseLong(id)) : this.world.byPath(id);
		if (project != null && project.visibleTo(call.viewer())) {
			return project;
		}
		SampleProject moved = (project == null) ? this.world.byFormerPath(id) : null;
		if (moved != null && moved.visibleTo(call.viewer())) {
			throw ApiException.moved(location(call, moved));
		}
		throw ApiException.message(404, "404 Project Not Found");
	}

	/**
	 * Finds the projects of a group, by path.
	 * @throws ApiException if this viewer sees nothing of the group
	 */
	List<SampleProject> projectsOf(Call call, boolean subgroups) {
		String group = call.parameter("id").toLowerCase(Locale.ROOT) + "/";
		List<SampleProject> below = this.world.projects()
			.stream()
			.filter((project) -> project.path().toLowerCase(Locale.ROOT).startsWith(group))
			.filter((project) -> project.visibleTo(call.viewer()))
			.toList();
		if (below.isEmpty()) {
			throw ApiException.message(404, "404 Group Not Found");
		}
		return subgroups ? below
				: below.stream().filter((project) -> project.path().indexOf('/', group.length()) < 0).toList();
	}

	/**
	 * Finds the issue or merge request.
	 * @throws ApiException if there is none for this viewer
	 */
	Entity entity(Call call, SampleProject project, Kind kind, String parameter) {
		long iid = call.number(parameter);
		Entity entity = visible(call.viewer(), project, kind, iid);
		if (entity == null) {
			throw ApiException.notFound();
		}
		return entity;
	}

	static @Nullable Entity visible(Viewer viewer, SampleProject project, Kind kind, long iid) {
		if (kind == Kind.ISSUE && !project.issuesEnabled()) {
			return null;
		}
		Entity entity = project.store(kind).find(iid);
		return (entity == null || (entity.confidential() && !viewer.seesHidden())) ? null : entity;
	}

	private static String location(Call call, SampleProject project) {
		String[] segments = call.path().split("/", -1);
		// "", "api", "v4", "projects", id, the rest
		segments[4] = String.valueOf(project.id());
		return call.base() + String.join("/", segments) + call.rawQuery();
	}

}
