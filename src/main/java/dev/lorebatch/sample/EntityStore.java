package dev.lorebatch.sample;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The issues or the merge requests of one project: those held in memory, over those that
 * are computed. Sorted indexes are kept until something changes, so a page costs the same
 * wherever it lies.
 */
final class EntityStore {

	private final Map<Long, Entity> held = new TreeMap<>();

	private final Set<Long> deleted = new HashSet<>();

	private final Map<Index, List<Row>> indexes = new ConcurrentHashMap<>();

	private final GeneratedEntities generated;

	EntityStore(GeneratedEntities generated) {
		this.generated = generated;
	}

	@Nullable Entity find(long iid) {
		Entity entity = this.held.get(iid);
		if (entity != null || this.deleted.contains(iid)) {
			return entity;
		}
		return this.generated.create(iid);
	}

	/**
	 * Returns the entity for changing it: from now on it is held in memory.
	 */
	Entity forChange(long iid) {
		Entity entity = find(iid);
		if (entity == null) {
			throw new IllegalArgumentException("No entity with IID " + iid);
		}
		put(entity);
		return entity;
	}

	void put(Entity entity) {
		this.held.put(entity.iid(), entity);
		this.indexes.clear();
	}

	void delete(long iid) {
		this.held.remove(iid);
		this.deleted.add(iid);
		this.indexes.clear();
	}

	long nextIid() {
		long highest = this.generated.count();
		for (long iid : this.held.keySet()) {
			highest = Math.max(highest, iid);
		}
		for (long iid : this.deleted) {
			highest = Math.max(highest, iid);
		}
		return highest + 1;
	}

	List<Row> rows(Ordering ordering, boolean confidentialToo) {
		return this.indexes.computeIfAbsent(new Index(ordering, confidentialToo), this::index);
	}

	/**
	 * Returns the held entities, and of the computed ones those with the given IID: a
	 * computed merge request only ever names the issue with its own IID.
	 */
	List<Entity> candidates(long iid) {
		List<Entity> candidates = new ArrayList<>(this.held.values());
		if (!this.held.containsKey(iid)) {
			Entity entity = find(iid);
			if (entity != null) {
				candidates.add(entity);
			}
		}
		return candidates;
	}

	private List<Row> index(Index index) {
		Predicate<Row> visible = (row) -> index.confidentialToo() || !row.confidential();
		List<Row> rows = new ArrayList<>();
		this.held.values().stream().map(Entity::row).filter(visible).forEach(rows::add);
		for (long iid = 1; iid <= this.generated.count(); iid++) {
			if (!this.held.containsKey(iid) && !this.deleted.contains(iid)) {
				rows.add(this.generated.row(iid));
			}
		}
		rows.sort(index.ordering());
		return List.copyOf(rows);
	}

	private record Index(Ordering ordering, boolean confidentialToo) {

	}

}
