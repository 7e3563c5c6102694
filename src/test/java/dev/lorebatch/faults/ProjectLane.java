package dev.lorebatch.faults;

import java.io.IOException;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.lorebatch.job.RunResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs of a whole project. After each the fault is gone, and from the same state another
 * run is started, and the run restarted if it failed.
 */
final class ProjectLane implements FaultLane<ProjectCell> {

	private static final String RUN = "r";

	private static final String NEXT = "next";

	private static final String FAULTED = "faulted";

	private final FaultedMirror mirror;

	private final Map<ProjectPlace, ProjectUndisturbed> undisturbed = new EnumMap<>(ProjectPlace.class);

	ProjectLane(LaneSettings settings, ProjectWorld world) throws IOException, SQLException {
		this.mirror = new FaultedMirror(settings, world.before());
		this.mirror.save(Situation.FIRST.name());
		this.mirror.proxy().arm(ProjectPlace.LIST, null, 0);
		this.mirror.complete(ProjectPlace.LIST.request("before"));
		this.mirror.save(Situation.LATER.name());
		this.mirror.save(Situation.RECONCILED.name());
		this.mirror.restore(Situation.FIRST.name());
		this.mirror.proxy().arm(new SetsOfIssue(ProjectWorld.UNCHANGED), Fault.GONE, FaultProxy.FOR_EVER);
		assertThat(this.mirror.launch(ProjectPlace.LIST.request("before")).failure()).isNotNull();
		this.mirror.save(Situation.OWED.name());
		this.mirror.proxy().setSample(world.after());
	}

	@Override
	public ProjectCell run(Place target, Fault fault, int times) {
		ProjectPlace place = (ProjectPlace) target;
		ProjectUndisturbed wanted = undisturbed(place);
		this.mirror.restore(place.situation().name());
		this.mirror.proxy().arm(place, fault, times);
		RunResult result = this.mirror.launch(place.request(RUN));
		ProjectObservation observation = new ProjectObservation(this.mirror, RUN, place, fault, result, wanted);
		if (times == FaultProxy.FOR_EVER) {
			observation.target().requireBudget(1);
		}
		this.mirror.save(FAULTED);
		String next = observation.isRefused() ? refused(place, observation)
				: observation.next(complete(place, NEXT), ProjectState.of(this.mirror, NEXT));
		String restart = Cell.NONE;
		if (result.failure() != null) {
			this.mirror.restore(FAULTED);
			restart = observation.restart(complete(place, RUN), ProjectState.of(this.mirror, RUN));
		}
		return observation.cell(next, restart);
	}

	/**
	 * Runs once more, which does not ask for what was refused, and then for the entities
	 * by name, which does.
	 */
	private String refused(ProjectPlace place, ProjectObservation observation) {
		String next = observation.nextAfterRefusal(complete(place, NEXT), ProjectState.of(this.mirror, NEXT));
		this.mirror.complete(ProjectWorld.changed("named"));
		observation.requireWhole(ProjectState.of(this.mirror, NEXT), "a run that names the entities");
		return next;
	}

	/**
	 * Runs without a fault.
	 * @return the requests
	 */
	private List<Seen> complete(ProjectPlace place, String runId) {
		this.mirror.proxy().arm(place, null, 0);
		this.mirror.complete(place.request(runId));
		return this.mirror.proxy().seen();
	}

	private ProjectUndisturbed undisturbed(ProjectPlace place) {
		return this.undisturbed.computeIfAbsent(place, (key) -> {
			this.mirror.restore(place.situation().name());
			ProjectState before = ProjectState.of(this.mirror, RUN);
			List<Seen> asked = complete(place, RUN);
			ProjectState after = ProjectState.of(this.mirror, RUN);
			List<Seen> next = complete(place, NEXT);
			assertThat(ProjectState.of(this.mirror, NEXT).result()).as("nothing changed in between")
				.isEqualTo(after.result());
			return new ProjectUndisturbed(before, after, asked, next);
		});
	}

	@Override
	public void close() throws IOException, SQLException {
		this.mirror.close();
	}

	/**
	 * All dependent sets of an issue.
	 */
	private record SetsOfIssue(long iid) implements Place {

		@Override
		public String label() {
			return "sets of issue " + this.iid;
		}

		@Override
		public boolean matches(Seen request) {
			return request.isSet() && request.path().contains("/issues/%d/".formatted(this.iid));
		}

		@Override
		public List<Depth> depths() {
			return List.of(Depth.FOR_EVER);
		}

		@Override
		public String forwarded(String target) {
			return ProjectPlace.LIST.forwarded(target);
		}

	}

}
