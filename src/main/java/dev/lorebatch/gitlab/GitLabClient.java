package dev.lorebatch.gitlab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.http.Cancellation;

/**
 * Reads projects, issues, merge requests and what belongs to them. Every method sends as
 * few requests as GitLab allows, repeats transient failures, and throws
 * {@link GitLabException} when it gives up. Thread-safe.
 */
public class GitLabClient implements AutoCloseable {

	/** GitLab's largest page. */
	public static final int PER_PAGE = 100;

	/** Before single rows. */
	private static final List<Integer> SMALLER_PAGES = List.of(PER_PAGE, 20, 5);

	private final Transport transport;

	private final RetryAfterBackOffPolicy backOff;

	private final JsonMapper json;

	private final Cancellation cancellation;

	private final GitLabToken token;

	private final long maxListBytes;

	GitLabClient(Transport transport, RetryAfterBackOffPolicy backOff, JsonMapper json, Cancellation cancellation,
			GitLabToken token, long maxListBytes) {
		this.maxListBytes = maxListBytes;
		this.transport = transport;
		this.backOff = backOff;
		this.json = json;
		this.cancellation = cancellation;
		this.token = token;
	}

	/**
	 * Tells whose eyes this client sees with: what GitLab hides depends on the token.
	 * @param salt makes it useless elsewhere
	 */
	public String tokenFingerprint(String salt) {
		return this.token.fingerprint(salt);
	}

	/**
	 * The time on the server at an instant of this process, not later than it was;
	 * {@code null} if no answer told a time.
	 * @param nanos the instant, by the ticker
	 */
	public @Nullable Instant serverTime(long nanos) {
		return this.transport.serverTime().at(nanos);
	}

	/**
	 * The user the token belongs to
	 * (https://docs.gitlab.com/api/users/#retrieve-the-current-user).
	 */
	public Payload user() {
		return one(ResourcePath.user(), "user of the token");
	}

	/**
	 * The project of a path or numeric id; a renamed one is found by its old path.
	 */
	public Payload project(String pathOrId) {
		return one(ResourcePath.project(pathOrId), "project " + pathOrId);
	}

	/**
	 * One issue or merge request.
	 */
	public Payload entity(long projectId, EntityRef entity) {
		return one(ResourcePath.entity(projectId, entity), describe(entity));
	}

	/**
	 * How many requests {@link #entities} needs for so many IIDs.
	 */
	public static int batches(int count) {
		return (count + PER_PAGE - 1) / PER_PAGE;
	}

	/**
	 * The parts of a list that {@link #entities} takes.
	 */
	public static <T> List<List<T>> partition(List<T> entities) {
		List<List<T>> parts = new ArrayList<>();
		for (int start = 0; start < entities.size(); start += PER_PAGE) {
			parts.add(entities.subList(start, Math.min(start + PER_PAGE, entities.size())));
		}
		return parts;
	}

	/**
	 * Issues or merge requests by IID, at most {@value #PER_PAGE} of them: one list
	 * request. IIDs that do not exist, or that the token may not see, are absent: GitLab
	 * says nothing about them. A list that holds every IID is complete by itself; one
	 * where some are missing is read to an end that is proven.
	 */
	public Map<Long, Payload> entities(long projectId, EntityKind kind, Collection<Long> iids) {
		return list(projectId, kind, iids, Window.ALL, this::page);
	}

	/**
	 * Reads the same. If the list fails because of its rows, it is split until those that
	 * break it are alone; they are asked for by themselves then, and the others are read
	 * as if they were not there.
	 * @throws GitLabException if none of the entities can be read, or for a reason that
	 * is no matter of single rows
	 */
	public EntitiesByIid eachEntity(long projectId, EntityKind kind, Collection<Long> iids) {
		try {
			return new EntitiesByIid(entities(projectId, kind, iids), Map.of());
		}
		catch (GitLabException ex) {
			if (!ex.isOfRows()) {
				throw ex;
			}
			return new SplitList(new Rows(this, projectId, kind, Window.ALL), ex).read(List.copyOf(iids));
		}
	}

	private Map<Long, Payload> list(long projectId, EntityKind kind, Collection<Long> iids, Window window,
			CompleteList.PageReader reader) {
		if (iids.size() > PER_PAGE) {
			throw new IllegalArgumentException("At most %d IIDs fit into one request".formatted(PER_PAGE));
		}
		if (iids.isEmpty()) {
			return Map.of(); // without a filter GitLab would list the whole project
		}
		ResourcePath resource = ResourcePath.ofProject(projectId, kind.resource()).with("with_labels_details", true);
		resource = window.of(resource);
		for (Long iid : iids) {
			resource = resource.with("iids[]", iid);
		}
		Set<Long> wanted = Set.copyOf(iids);
		Map<Long, Payload> found = new LinkedHashMap<>();
		for (JsonNode item : new CompleteList(resource, PER_PAGE, this.maxListBytes, reader)
			.read((items) -> holdsAll(items, wanted))
			.items()) {
			Long iid = iid(item);
			if (iid != null && iids.contains(iid)) {
				found.put(iid, new Payload(item, describe(new EntityRef(kind, iid))));
			}
		}
		return found;
	}

	private static boolean holdsAll(Collection<JsonNode> items, Set<Long> iids) {
		return items.size() >= iids.size()
				&& items.stream().map(GitLabClient::iid).collect(Collectors.toSet()).containsAll(iids);
	}

	/**
	 * The first servers had ids only. An element that names no IID cannot be one that was
	 * asked for: the caller finds that IID absent, and asks for it alone.
	 */
	static @Nullable Long iid(JsonNode item) {
		JsonNode iid = item.get("iid");
		JsonNode number = (iid != null) ? iid : item.get("id");
		boolean usable = number != null && number.isIntegralNumber() && number.canConvertToLong();
		return usable ? number.longValue() : null;
	}

	/**
	 * One page of all issues or merge requests of a project in the order in which they
	 * changed; a shorter one if rows break it.
	 */
	public ListingPage listing(long projectId, EntityKind kind, ListingPosition position) {
		EntityListing listing = new EntityListing((resource, reader) -> this.transport.get(resource,
				(response) -> reader.read(array(response, resource), response)));
		EntityListing once = new EntityListing((resource, reader) -> this.transport.getOnce(resource,
				(response) -> reader.read(array(response, resource), response)));
		return new ShrinkingPages((wanted, retried) -> (retried ? listing : once).read(projectId, kind, wanted))
			.read(position);
	}

	/**
	 * Finds rows that break the lists they are in among issues or merge requests, and
	 * asks for them alone.
	 * @param after when they were updated at the earliest, {@code null} if that is not
	 * known
	 * @param before when they were updated at the latest, {@code null} likewise
	 * @return empty if none of them breaks the list
	 */
	public Optional<EntitiesByIid> findBroken(long projectId, EntityKind kind, List<Long> iids, @Nullable String after,
			@Nullable String before) {
		Rows rows = new Rows(this, projectId, kind, new Window(after, before));
		GitLabException first = failure(rows, iids);
		// Once may be chance, and would be taken for the row that is looked for
		GitLabException again = (first != null) ? failure(rows, iids) : null;
		return (again != null) ? Optional.of(new SplitList(rows, again).read(iids)) : Optional.empty();
	}

	private static @Nullable GitLabException failure(Rows rows, List<Long> iids) {
		try {
			rows.list(iids);
			return null;
		}
		catch (GitLabException ex) {
			if (!ex.isOfRows()) {
				throw ex;
			}
			return ex;
		}
	}

	/**
	 * Finds the IID of the newest issue or merge request of a project, in one request;
	 * empty if GitLab shows none.
	 */
	public Optional<Long> newestIid(long projectId, EntityKind kind) {
		ResourcePath resource = ResourcePath.ofProject(projectId, kind.resource())
			.with("order_by", "created_at")
			.with("sort", "desc")
			.with("per_page", 1);
		return this.transport.get(resource,
				(response) -> array(response, resource).stream()
					.map(GitLabClient::iid)
					.flatMap(Stream::ofNullable)
					.findFirst());
	}

	/**
	 * How many issues or merge requests a project has, in one request.
	 */
	public EntityCount count(long projectId, EntityKind kind) {
		ResourcePath resource = ResourcePath.ofProject(projectId, kind.resource()).with("per_page", 1);
		return this.transport.get(resource,
				(response) -> EntityCount.of(Page.of(array(response, resource), response, resource, 1, 1), response));
	}

	/**
	 * The projects of a group.
	 * @param subgroups whether those of the groups below it are wanted, too
	 */
	public Listing groupProjects(String group, boolean subgroups) {
		ResourcePath resource = ResourcePath.group(group)
			.child("projects")
			.with("include_subgroups", subgroups)
			.with("with_shared", false)
			.with("order_by", "id")
			.with("sort", "asc");
		return list(resource, "project of group " + group);
	}

	/**
	 * A list below an issue or merge request, for example {@code discussions}, read to
	 * its end.
	 */
	public Listing children(long projectId, EntityRef entity, String resource) {
		return list(ResourcePath.entity(projectId, entity).child(resource), describe(entity) + ": " + resource);
	}

	/**
	 * Asks once more for such a list after an answer that is final as a rule. Waits
	 * before, as a retry does, and the wait is recorded as that of a retry.
	 * @param first the answer
	 */
	public Listing childrenOnceMore(long projectId, EntityRef entity, String resource, GitLabException first) {
		this.backOff.backOff(ResourcePath.entity(projectId, entity).child(resource).label(), 1, first);
		return children(projectId, entity, resource);
	}

	/**
	 * The same with smaller pages, for servers that cannot build large ones.
	 */
	public Listing children(long projectId, EntityRef entity, String resource, int perPage) {
		return list(ResourcePath.entity(projectId, entity).child(resource), describe(entity) + ": " + resource,
				perPage);
	}

	/**
	 * One object below an issue or merge request, for example {@code changes}.
	 */
	public Payload child(long projectId, EntityRef entity, String resource) {
		return one(ResourcePath.entity(projectId, entity).child(resource), describe(entity) + ": " + resource);
	}

	/**
	 * Ends every request and wait now; the callers get
	 * {@link GitLabException.Kind#CANCELLED}.
	 */
	public void cancel() {
		this.cancellation.cancel();
	}

	/**
	 * Takes requests again after {@link #cancel()}.
	 */
	public void reset() {
		this.cancellation.reset();
	}

	/**
	 * Closes the connections; for when nothing is asked any more.
	 */
	@Override
	public void close() {
		this.transport.close();
	}

	private Payload one(ResourcePath resource, String name) {
		return this.transport.get(resource, (response) -> object(response, resource, name));
	}

	private Payload object(GitLabResponse response, ResourcePath resource, String name) {
		JsonNode body = parse(response, resource);
		if (!body.isObject()) {
			throw invalid(resource, "an object");
		}
		ForeignAnswers.requireOwn(resource, body);
		return new Payload(body, name);
	}

	/**
	 * Reads a list to its end, with smaller pages if one is too large.
	 */
	private Listing list(ResourcePath resource, String name) {
		for (int perPage : SMALLER_PAGES) {
			try {
				return list(resource, name, perPage);
			}
			catch (GitLabException ex) {
				if (ex.kind() != Kind.TOO_LARGE) {
					throw ex;
				}
			}
		}
		return list(resource, name, 1);
	}

	private Listing list(ResourcePath resource, String name, int perPage) {
		CompleteList.Elements read = complete(resource, perPage).read((items) -> false);
		return new Listing(read.items().stream().map((item) -> new Payload(item, name)).toList(), read.pages(),
				read.total());
	}

	private CompleteList complete(ResourcePath resource, int perPage) {
		return new CompleteList(resource, perPage, this.maxListBytes, this::page);
	}

	private Page page(ResourcePath resource, int number, int perPage) {
		return this.transport.get(resource,
				(response) -> Page.of(array(response, resource), response, resource, number, perPage));
	}

	private Page pageOnce(ResourcePath resource, int number, int perPage) {
		return this.transport.getOnce(resource,
				(response) -> Page.of(array(response, resource), response, resource, number, perPage));
	}

	private List<JsonNode> array(GitLabResponse response, ResourcePath resource) {
		JsonNode body = parse(response, resource);
		if (!body.isArray()) {
			throw invalid(resource, "a list");
		}
		List<JsonNode> items = List.copyOf(body.values());
		ForeignAnswers.requireOwn(resource, items);
		return items;
	}

	private JsonNode parse(GitLabResponse response, ResourcePath resource) {
		try (InputStream input = response.body().open()) {
			JsonNode body = this.json.readTree(input);
			if (body == null || body.isMissingNode()) {
				throw new GitLabException(Kind.INVALID_JSON, response.status(),
						"%s: the answer is empty".formatted(resource.label()), null, false, null);
			}
			return body;
		}
		catch (StreamConstraintsException ex) {
			throw new GitLabException(Kind.TOO_LARGE, response.status(),
					"%s: the answer has %s".formatted(resource.label(), AnswerLimits.describe(ex)), null, false, null)
				.suggesting("no GitLab sends that: look at what is between here and GitLab");
		}
		catch (JacksonException ex) {
			Kind kind = ErrorAnswers.isHtml(response.body()) ? Kind.NOT_GITLAB : Kind.INVALID_JSON;
			throw new GitLabException(kind, response.status(),
					(kind == Kind.NOT_GITLAB)
							? "%s: not a GitLab API answer, but a web page".formatted(resource.label())
							: "%s: the answer is not valid JSON".formatted(resource.label()),
					null, false, null); // the parser's exception quotes the answer
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex); // closing what is in memory does not fail
		}
	}

	private static GitLabException invalid(ResourcePath resource, String wanted) {
		return new GitLabException(Kind.INVALID_JSON, "%s: the answer is not %s".formatted(resource.label(), wanted),
				null);
	}

	static String describe(EntityRef entity) {
		return entity.kind().value().replace('_', ' ') + " " + entity;
	}

	/**
	 * When rows were updated.
	 */
	private record Window(@Nullable String after, @Nullable String before) {

		static final Window ALL = new Window(null, null);

		ResourcePath of(ResourcePath resource) {
			ResourcePath filtered = (this.after != null) ? resource.with("updated_after", this.after) : resource;
			return (this.before != null) ? filtered.with("updated_before", this.before) : filtered;
		}

	}

	/**
	 * Requests for some of the rows of one list.
	 */
	private record Rows(GitLabClient client, long projectId, EntityKind kind,
			Window window) implements SplitList.RowReader {

		@Override
		public Map<Long, Payload> list(Collection<Long> iids) {
			return this.client.list(this.projectId, this.kind, iids, this.window, this.client::pageOnce);
		}

		@Override
		public Optional<Payload> alone(Long iid, boolean retried) {
			EntityRef entity = new EntityRef(this.kind, iid);
			ResourcePath resource = ResourcePath.entity(this.projectId, entity);
			try {
				return Optional.of(retried ? this.client.entity(this.projectId, entity) : this.client.transport
					.getOnce(resource, (response) -> this.client.object(response, resource, describe(entity))));
			}
			catch (GitLabException ex) {
				if (ex.isAbsence()) {
					return Optional.empty();
				}
				throw ex;
			}
		}

	}

}
