package dev.lorebatch.sample;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Everything the sample GitLab knows. Answers are rendered under the read lock, changes
 * are made under the write lock, so an answer never shows half a change.
 */
final class World {

	/** Ids of what tests add; beyond all ids of the sample data. */
	private static final long FIRST_ADDED_ID = 9_000_000_000L;

	private final ReadWriteLock lock = new ReentrantReadWriteLock();

	private final AtomicLong lastAddedId = new AtomicLong(FIRST_ADDED_ID);

	private final Map<String, Facts> users;

	private final List<SampleProject> projects = new ArrayList<>();

	private final Map<String, SampleProject> formerPaths = new LinkedHashMap<>();

	private final SampleAccess access = new SampleAccess();

	private final List<IssueLink> links = new ArrayList<>();

	World(Map<String, Facts> users) {
		this.users = users;
	}

	<T> T read(Supplier<T> action) {
		this.lock.readLock().lock();
		try {
			return action.get();
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	<T> T write(Supplier<T> action) {
		this.lock.writeLock().lock();
		try {
			return action.get();
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	long nextId() {
		return this.lastAddedId.incrementAndGet();
	}

	Facts user(String username) {
		Facts user = this.users.get(username);
		if (user == null) {
			throw new IllegalArgumentException("No sample user '" + username + "'");
		}
		return user;
	}

	List<SampleProject> projects() {
		return this.projects;
	}

	void add(SampleProject project) {
		this.projects.add(project);
	}

	void addFormerPath(String path, SampleProject project) {
		this.formerPaths.put(key(path), project);
	}

	@Nullable SampleProject byId(long id) {
		return this.projects.stream().filter((project) -> project.id() == id).findFirst().orElse(null);
	}

	@Nullable SampleProject byPath(String path) {
		return this.projects.stream()
			.filter((project) -> key(project.path()).equals(key(path)))
			.findFirst()
			.orElse(null);
	}

	@Nullable SampleProject byFormerPath(String path) {
		return this.formerPaths.get(key(path));
	}

	SampleAccess access() {
		return this.access;
	}

	List<IssueLink> links() {
		return this.links;
	}

	private static String key(String path) {
		return path.toLowerCase(Locale.ROOT);
	}

}
