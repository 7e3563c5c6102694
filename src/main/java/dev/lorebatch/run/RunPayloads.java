package dev.lorebatch.run;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;

/**
 * What preflight fetched, handed to ingest in memory. Never in an execution context:
 * preflight runs again on restart. Thread-safe.
 */
public class RunPayloads {

	private final Map<String, Fetched> byRun = new ConcurrentHashMap<>();

	public void put(String runId, Fetched fetched) {
		this.byRun.put(runId, fetched);
	}

	public @Nullable Fetched get(String runId) {
		return this.byRun.get(runId);
	}

	public void remove(String runId) {
		this.byRun.remove(runId);
	}

	/**
	 * The project and its requested entities.
	 *
	 * @param fetch the number taken before the first of them was asked for
	 * @param displaced projects of the mirror that had the path of this one
	 */
	public record Fetched(Payload project, Map<EntityRef, Payload> entities, long fetch,
			List<DisplacedProject> displaced) {

	}

}
