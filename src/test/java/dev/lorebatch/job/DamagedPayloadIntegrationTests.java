package dev.lorebatch.job;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.run.EntityOutcome;
import dev.lorebatch.run.RunEntities;
import dev.lorebatch.run.RunEntity;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.DamagedJson;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.FaultyGitLab.Header;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Payloads damaged at random: each becomes rows, or a typed transform error that names
 * the entity, and harms no other. {@code -Dlore.seed=N} repeats a failure,
 * {@code -Dlore.long=true} tries for longer.
 */
class DamagedPayloadIntegrationTests {

	private static final int ROUNDS = Boolean.getBoolean("lore.long") ? 150 : 3;

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	private final long seed = Long.getLong("lore.seed", System.nanoTime());

	private final Random random = new Random(this.seed);

	private final Map<EntityRef, JsonNode> payloads = new TreeMap<>();

	private final Map<String, String> originals = new ConcurrentHashMap<>();

	@TempDir
	Path folder;

	private FaultyGitLab gitlab;

	private TestMirror mirror;

	@BeforeEach
	void open() throws Exception {
		this.gitlab = new FaultyGitLab(this.sample.url());
		this.mirror = TestMirror.open(this.folder.resolve("lore.db"), this.gitlab.url());
		for (EntityKind kind : EntityKind.values()) {
			String list = get("/api/v4/projects/7101/" + kind.resource() + "?with_labels_details=true&per_page=100");
			JSON.readTree(list)
				.forEach((item) -> this.payloads.put(new EntityRef(kind, item.get("iid").asLong()), item));
		}
		assertThat(this.payloads).hasSizeGreaterThan(20);
	}

	@AfterEach
	void close() {
		this.mirror.close();
		this.gitlab.close();
		this.sample.close();
	}

	@Test
	void aDamagedEntityBecomesARowOrFailsAloneByItsName() {
		DamagedJson damaged = new DamagedJson(this.random);
		int failed = 0;
		for (int round = 0; round < ROUNDS; round++) {
			Map<EntityRef, String> bodies = new TreeMap<>();
			Set<EntityRef> hurt = new HashSet<>();
			this.payloads.forEach((entity, payload) -> {
				boolean hit = this.random.nextBoolean();
				bodies.put(entity, hit ? damaged.damage(payload) : payload.toString());
				if (hit) {
					hurt.add(entity);
				}
			});
			this.gitlab.intercept((path) -> listing(path, bodies));

			RunResult result = launch("entities-" + round);

			for (RunEntity row : rows("entities-" + round)) {
				if (row.outcome() == EntityOutcome.TRANSFORM_FAILED) {
					failed++;
					assertThat(hurt).as("seed %d", this.seed).contains(row.entity());
					assertThat(row.errorCode()).isEqualTo(ExitCode.TRANSFORM.name());
					assertThat(row.errorMessage()).contains(row.entity().toString());
				}
				else {
					assertThat(row.ingestedAt()).as("seed %d: %s", this.seed, row).isNotNull();
				}
			}
			assertThat(result.failure() == null || result.failure().exitCode() == ExitCode.TRANSFORM)
				.as("seed %d: %s", this.seed, result)
				.isTrue();
			assertThatTheDatabaseIsSound();
		}
		assertThat(failed).as("seed %d: the damage is real", this.seed).isPositive();
	}

	@Test
	void aDamagedSetLeavesItsEntityIncompleteAndARestartFetchesItAgain() {
		DamagedJson damaged = new DamagedJson(this.random);
		int failed = 0;
		for (int round = 0; round < ROUNDS; round++) {
			String runId = "dependents-" + round;
			Map<String, String> bodies = new ConcurrentHashMap<>();
			this.gitlab.intercept((path) -> path.matches(".*/(issues|merge_requests)/\\d+/.*")
					? lastPage(bodies.computeIfAbsent(path, (wanted) -> damagedSet(damaged, wanted))) : null);

			RunResult result = launch(runId);

			for (RunEntity row : rows(runId)) {
				String below = "/%s/%d/".formatted(row.entity().kind().resource(), row.entity().iid());
				boolean hurt = bodies.entrySet()
					.stream()
					.anyMatch((body) -> body.getKey().contains(below)
							&& !body.getValue().equals(this.originals.get(body.getKey())));
				assertThat(row.outcome()).as("seed %d: %s", this.seed, row)
					.isIn(hurt ? List.of(EntityOutcome.SYNCED, EntityOutcome.INCOMPLETE)
							: List.of(EntityOutcome.SYNCED));
				if (row.outcome() == EntityOutcome.INCOMPLETE) {
					failed++;
					assertThat(row.errorCode()).as("seed %d: %s", this.seed, row).isEqualTo(ExitCode.TRANSFORM.name());
					assertThat(row.errorMessage()).contains(row.entity().toString());
				}
			}
			assertThat(result.failure() == null || result.failure().exitCode() == ExitCode.RUN_FAILED)
				.as("seed %d: %s", this.seed, result)
				.isTrue();
			assertThatTheDatabaseIsSound();

			this.gitlab.intercept((path) -> null);
			assertThat(launch(runId).failure()).as("seed %d", this.seed).isNull();
			assertThat(rows(runId)).allSatisfy((row) -> assertThat(row.outcome()).isEqualTo(EntityOutcome.SYNCED));
		}
		assertThat(failed).as("seed %d: the damage is real", this.seed).isPositive();
	}

	@Test
	void aDamagedProjectEndsInATransformErrorOrARun() throws Exception {
		JsonNode project = JSON.readTree(get("/api/v4/projects/harbor%2Flighthouse"));
		DamagedJson damaged = new DamagedJson(this.random);
		for (int round = 0; round < ROUNDS * 4; round++) {
			String body = damaged.damage(project);
			this.gitlab
				.intercept((path) -> path.endsWith("/projects/harbor%2Flighthouse") ? Answer.of(200, body) : null);
			RunResult result = this.mirror.bean(RunLauncher.class)
				.launch(new SurgicalRequest("project-" + round, "harbor/lighthouse", List.of(2L), List.of(), true,
						false, true));
			assertThat(result.failure() == null || result.failure().exitCode() == ExitCode.TRANSFORM
					|| result.failure().exitCode() == ExitCode.NOT_FOUND)
				.as("seed %d: %s for %s", this.seed, result, body)
				.isTrue();
		}
		assertThatTheDatabaseIsSound();
	}

	private RunResult launch(String runId) {
		List<Long> issues = iids(EntityKind.ISSUE);
		List<Long> mergeRequests = iids(EntityKind.MERGE_REQUEST);
		return this.mirror.bean(RunLauncher.class)
			.launch(new SurgicalRequest(runId, "harbor/lighthouse", issues, mergeRequests, true, false, true));
	}

	private List<Long> iids(EntityKind kind) {
		return this.payloads.keySet().stream().filter((entity) -> entity.kind() == kind).map(EntityRef::iid).toList();
	}

	private List<RunEntity> rows(String runId) {
		List<RunEntity> rows = this.mirror.bean(RunEntities.class).findByRun(runId);
		assertThat(rows).hasSameSizeAs(this.payloads.keySet());
		return rows;
	}

	private static @Nullable Answer listing(String path, Map<EntityRef, String> bodies) {
		for (EntityKind kind : EntityKind.values()) {
			if (path.equals("/api/v4/projects/7101/" + kind.resource())) {
				return Answer.of(200,
						bodies.entrySet()
							.stream()
							.filter((entry) -> entry.getKey().kind() == kind)
							.map(Map.Entry::getValue)
							.collect(java.util.stream.Collectors.joining(",", "[", "]")));
			}
		}
		return null;
	}

	private static Answer lastPage(String body) {
		return new Answer(200, body, List.of(new Header("X-Next-Page", "")));
	}

	/**
	 * One set in five is damaged; pages do not matter here.
	 */
	private String damagedSet(DamagedJson damaged, String path) {
		String original = this.originals.computeIfAbsent(path, (wanted) -> get(wanted + "?per_page=100"));
		synchronized (this.random) {
			return (this.random.nextInt(5) == 0) ? damaged.damage(JSON.readTree(original)) : original;
		}
	}

	private void assertThatTheDatabaseIsSound() {
		Map<String, String> broken = new HashMap<>();
		for (String column : List.of("issues.title", "issues.description", "merge_requests.title", "notes.body",
				"labels.name", "documents.content")) {
			String table = column.substring(0, column.indexOf('.'));
			long count = this.mirror
				.count("SELECT count(*) FROM %s WHERE instr(%s, char(0)) > 0".formatted(table, column));
			if (count > 0) {
				broken.put(column, "NUL in %d rows".formatted(count));
			}
		}
		assertThat(broken).as("seed %d", this.seed).isEmpty();
		assertThat(this.mirror.count("SELECT count(*) FROM raw_payloads WHERE NOT json_valid(payload)")).isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM sync_run_entities WHERE error_code = 'INTERNAL_ERROR'"))
			.as("seed %d", this.seed)
			.isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM sync_locks")).isZero();
		assertThat(this.mirror.rows("PRAGMA integrity_check").toString()).contains("ok");
	}

	private String get(String path) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.sample.url() + path))
			.header("PRIVATE-TOKEN", SampleTokens.FULL)
			.build();
		try {
			return HTTP.send(request, BodyHandlers.ofString()).body();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
