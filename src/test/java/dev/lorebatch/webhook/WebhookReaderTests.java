package dev.lorebatch.webhook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.webhook.WebhookChanges.ChangedProject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class WebhookReaderTests {

	private static final String PROJECT = """
			"project":{"id":7,"path_with_namespace":"harbor/lighthouse","web_url":"https://gitlab.example/harbor/lighthouse"}""";

	private static final String ISSUE = body("issue", "\"object_attributes\":{\"iid\":5,\"action\":\"update\"}");

	private static final String MERGE_REQUEST = body("merge_request", "\"object_attributes\":{\"iid\":4}");

	@Test
	void issuesMergeRequestsAndTheirNotesAreWhatChanged() {
		WebhookChanges changes = read(ISSUE + "\n" + MERGE_REQUEST + "\n" + ISSUE
				+ body("note", "\"object_attributes\":{\"noteable_type\":\"Issue\",\"id\":9},\"issue\":{\"iid\":12}")
				+ body("note",
						"\"object_attributes\":{\"noteable_type\":\"MergeRequest\"},\"merge_request\":{\"iid\":8}")
				+ body("work_item", "\"object_attributes\":{\"iid\":13,\"type\":\"Task\"}"));
		assertThat(changes.bodies()).isEqualTo(6);
		assertThat(changes.ignored()).isEmpty();
		assertThat(changes.projects())
			.containsExactly(new ChangedProject("harbor/lighthouse", List.of(5L, 12L, 13L), List.of(4L, 8L)));
	}

	@Test
	void confidentialOnesAreLikeAnyOther() {
		String confidential = ISSUE.replace("{\"object_kind\"",
				"{\"event_type\":\"confidential_issue\",\"object_kind\"");
		String note = body("note", "\"event_type\":\"confidential_note\",\"object_attributes\":"
				+ "{\"noteable_type\":\"Issue\"},\"issue\":{\"iid\":10}");
		assertThat(read(confidential + note).projects())
			.containsExactly(new ChangedProject("harbor/lighthouse", List.of(5L, 10L), List.of()));
	}

	@Test
	void everythingElseIsCounted() {
		WebhookChanges changes = read(body("pipeline", "\"merge_request\":{\"iid\":4}") + body("push", "\"x\":1")
				+ body("push", "\"x\":1") + body("note", "\"object_attributes\":{\"noteable_type\":\"Commit\"}")
				+ body("note", "\"object_attributes\":{\"noteable_type\":\"Snippet\"}")
				+ "{\"event_name\":\"project_create\"}" + "{\"object_kind\":\"a b\\n\"}"
				+ "{\"object_kind\":\"work_item\",\"group\":{},\"object_attributes\":{\"iid\":1}}");
		assertThat(changes.projects()).isEmpty();
		assertThat(changes.ignored()).isEqualTo(Map.of("pipeline", 1, "push", 2, "note_on_commit", 1, "note_on_snippet",
				1, "project_create", 1, "other", 1, "work_item_of_group", 1));
	}

	@Test
	void bodiesCanBeApartOrTogetherAndOverManyLines() {
		List<ChangedProject> expected = read(ISSUE + "\n" + MERGE_REQUEST).projects();
		assertThat(read(ISSUE + MERGE_REQUEST).projects()).isEqualTo(expected);
		assertThat(read("\uFEFF" + ISSUE + "\r\n\r\n" + MERGE_REQUEST + "\n\n").projects()).isEqualTo(expected);
		assertThat(read(ISSUE.replace(",", ",\n  ") + "\n" + MERGE_REQUEST.replace("{", "{\n")).projects())
			.isEqualTo(expected);
	}

	@Test
	void noBodiesAreNothingToDo() {
		for (String empty : List.of("", "\n", "  \n\t\n", "\uFEFF")) {
			assertThat(read(empty)).isEqualTo(new WebhookChanges(0, List.of(), Map.of()));
		}
	}

	@Test
	void aProjectIsWhatItsIdSays() {
		String renamed = ISSUE.replace("harbor/lighthouse", "harbor/beacon");
		String withoutId = MERGE_REQUEST.replace("\"id\":7,", "");
		assertThat(read(ISSUE + renamed + withoutId).projects()).as("it was renamed meanwhile")
			.containsExactly(new ChangedProject("7", List.of(5L), List.of(4L)));
		assertThat(read(ISSUE + withoutId).projects())
			.containsExactly(new ChangedProject("harbor/lighthouse", List.of(5L), List.of(4L)));
		String withoutPath = ISSUE.replace("\"path_with_namespace\":\"harbor/lighthouse\",", "");
		assertThat(read(withoutPath).projects()).extracting(ChangedProject::name).containsExactly("7");
		assertThat(read(withoutPath + ISSUE).projects()).extracting(ChangedProject::name)
			.containsExactly("harbor/lighthouse");
		assertThat(read(ISSUE + ISSUE.replace("\"id\":7", "\"id\":8").replace("lighthouse", "dock")).projects())
			.extracting(ChangedProject::name)
			.containsExactly("harbor/dock", "harbor/lighthouse");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { "{\"object_kind\":; not valid JSON", "[]; no object_kind",
			"7; no object_kind", "{}; no object_kind", "{\"object_kind\":7}; no object_kind",
			"{\"object_kind\":\"issue\",\"object_attributes\":{\"iid\":5}}; names no project",
			"{\"object_kind\":\"issue\",\"project\":{\"path_with_namespace\":\"../x\"},\"object_attributes\":{\"iid\":5}}; "
					+ "no usable project",
			"{\"object_kind\":\"issue\",\"project\":{\"path_with_namespace\":\"a/b\"}}; names no IID",
			"{\"object_kind\":\"issue\",\"project\":{\"path_with_namespace\":\"a/b\"},\"object_attributes\":{\"iid\":0}}; "
					+ "names no IID",
			"{\"object_kind\":\"issue\",\"project\":{\"id\":1},\"object_attributes\":{\"iid\":\"5\"}}; names no IID",
			"{\"object_kind\":\"issue\",\"project\":{\"id\":1},\"object_attributes\":{\"iid\":9223372036854775808}}; "
					+ "names no IID",
			"{\"object_kind\":\"note\",\"project\":{\"id\":1},\"object_attributes\":{\"noteable_type\":\"Issue\"}}; "
					+ "names no IID" })
	void oneBadBodyIsNamedByItsLineAndSpoilsAll(String bad, String message) {
		LoreException failure = failure(ISSUE + "\n\n" + bad + "\n" + MERGE_REQUEST);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
		assertThat(failure).hasMessageContaining(message);
		assertThat(failure.getMessage()).matches("line [34]: .*"); // JSON can end later
	}

	@Test
	void aBodyOfAnotherServerIsRefused() {
		LoreException failure = failure(MERGE_REQUEST + "\n" + ISSUE.replace("gitlab.example", "evil.example"));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
		assertThat(failure).hasMessageContaining("line 2").hasMessageContaining("another server");
	}

	@Test
	void aBodyThatIsTooLongIsRefusedWithoutReadingAllOfIt() {
		InputStream endless = new InputStream() {

			private final byte[] begin = (ISSUE + "\n{\"object_kind\":\"issue\",\"x\":\"")
				.getBytes(StandardCharsets.UTF_8);

			private int position;

			@Override
			public int read() {
				return (this.position < this.begin.length) ? this.begin[this.position++] : 'x';
			}

		};
		LoreException failure = catchThrowableOfType(LoreException.class, () -> reader().read(endless));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
		assertThat(failure).hasMessage("line 2: the webhook body is longer than 16 MB");
		String large = ISSUE.replace("[{}]", "\"" + "y".repeat(10_000_000) + "\"");
		assertThat(large).hasSizeGreaterThan(10_000_000);
		assertThat(read(large + "\n" + large).projects()).as("the limit is that of one body").hasSize(1);
	}

	@Test
	void nestingWithoutEndIsNotValid() {
		assertThat(failure("{\"object_kind\":".repeat(100_000)).exitCode()).isEqualTo(ExitCode.USAGE);
	}

	@Test
	void moreThanARunMayHaveIsRefused() {
		StringBuilder bodies = new StringBuilder();
		for (int iid = 1; iid <= 10_001; iid++) {
			bodies.append(ISSUE.replace("\"iid\":5", "\"iid\":" + iid)).append('\n');
		}
		assertThat(failure(bodies.toString())).hasMessageContaining("10001 issues of harbor/lighthouse");
	}

	@Test
	void whatCannotBeReadIsTwelve() {
		InputStream broken = new InputStream() {

			@Override
			public int read() throws IOException {
				throw new IOException("broken");
			}

		};
		LoreException failure = catchThrowableOfType(LoreException.class, () -> reader().read(broken));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.IO);
	}

	@Property(tries = 300)
	void theOrderAndRepetitionsOfBodiesDoNotMatter(@ForAll("bodies") List<String> bodies, @ForAll long seed) {
		List<String> others = new ArrayList<>(bodies);
		Collections.shuffle(others, new Random(seed));
		assertThat(read(String.join("", others))).isEqualTo(read(String.join("\n", bodies)));
		others.addAll(bodies);
		assertThat(read(String.join("\n", others)).projects()).isEqualTo(read(String.join("\n", bodies)).projects());
	}

	@Property(tries = 500)
	void anyBytesAreReadOrRefusedInOneLine(@ForAll byte[] bytes) {
		assertReadOrRefused(bytes);
	}

	@Property(tries = 500)
	void anyDamageIsReadOrRefusedInOneLine(@ForAll("bodies") List<String> bodies, @ForAll long seed) {
		byte[] bytes = String.join("\n", bodies).getBytes(StandardCharsets.UTF_8);
		Random random = new Random(seed);
		for (int hit = 0; hit < 3 && bytes.length > 0; hit++) {
			bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
		}
		assertReadOrRefused(bytes);
	}

	@Provide
	Arbitrary<List<String>> bodies() {
		Arbitrary<String> kinds = Arbitraries.of("issue", "merge_request", "work_item", "pipeline", "note");
		Arbitrary<Integer> ids = Arbitraries.integers().between(0, 3);
		Arbitrary<String> paths = Arbitraries.of("", "a/b", "a/c", "a/d");
		Arbitrary<Integer> iids = Arbitraries.integers().between(1, 4);
		return Combinators.combine(kinds, ids, paths, iids).as((kind, id, path, iid) -> {
			String project = "\"project\":{" + ((id > 0 || path.isEmpty()) ? "\"id\":" + (id + 1) : "\"x\":1")
					+ (path.isEmpty() ? "" : ",\"path_with_namespace\":\"" + path + "\"") + "}";
			String type = (iid % 2 == 0) ? "Issue" : "MergeRequest";
			return "{\"object_kind\":\"%s\",%s,\"issue\":{\"iid\":%d},\"merge_request\":{\"iid\":%d},".formatted(kind,
					project, iid, iid)
					+ "\"object_attributes\":{\"iid\":%d,\"noteable_type\":\"%s\"}}".formatted(iid, type);
		}).list().ofMaxSize(12);
	}

	private static void assertReadOrRefused(byte[] bytes) {
		try {
			assertThat(reader().read(new ByteArrayInputStream(bytes)).bodies()).isNotNegative();
		}
		catch (LoreException ex) {
			assertThat(ex.exitCode()).isEqualTo(ExitCode.USAGE);
			assertThat(ex.getMessage()).startsWith("line ").hasLineCount(1);
		}
	}

	private static LoreException failure(String text) {
		return catchThrowableOfType(LoreException.class, () -> read(text));
	}

	private static WebhookChanges read(String text) {
		return reader().read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
	}

	private static WebhookReader reader() {
		return new WebhookReader(GitLabPages.of("https://gitlab.example"));
	}

	private static String body(String kind, String more) {
		return "{\"object_kind\":\"%s\",%s,%s,\"unknown\":[{}]}".formatted(kind, PROJECT, more);
	}

}
