package dev.lorebatch.entity;

import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link NamedEntities}.
 */
class NamedEntitiesTests {

	private static final GitLabPages PAGES = GitLabPages.of("https://gitlab.example");

	@ParameterizedTest
	@ValueSource(strings = { "https://gitlab.example/group/project/-/issues/12",
			"https://gitlab.example/group/project/-/work_items/12",
			"https://gitlab.example/group/project/-/issues/12#note_123",
			"https://gitlab.example/group/project/-/issues/12?tab=a&b=c#d",
			"https://gitlab.example/group/project/-/issues/12/designs/screen.png",
			"https://gitlab.example/group/project/-/issues/incident/12/timeline",
			"https://gitlab.example/group/project/issues/12", "https://gitlab.example:443/group/project/-/issues/12",
			"HTTPS://GitLab.Example/group/project/-/issues/12/", "http://gitlab.example/group/project/-/issues/12",
			"https://gitlab.example/group%2Fproject/-/issues/12", " group/project#12 ", "group%2Fproject#12",
			"/group/project#12", "group/project#12+", "[issue:group/project/12]", "[work_item:group/project/12]",
			"https://gitlab.example/group/project/-/issues/12+s",
			"https://gitlab.example/group/project/-/work_items/12/designs" })
	void anIssueOfAProject(String text) {
		NamedEntities named = NamedEntities.parse(EntityKind.ISSUE, List.of(text), PAGES);
		assertThat(named.iids()).containsExactly(12L);
		assertThat(named.projects()).containsExactly("group/project");
		assertThat(named.plain()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://gitlab.example/g/sub/p/-/merge_requests/45",
			"https://gitlab.example/g/sub/p/-/merge_requests/45/diffs?commit_id=abc#line_1",
			"https://gitlab.example/g/sub/p/merge_requests/45/commits", "g/sub/p!45" })
	void aMergeRequestOfAProject(String text) {
		NamedEntities named = NamedEntities.parse(EntityKind.MERGE_REQUEST, List.of(text), PAGES);
		assertThat(named.iids()).containsExactly(45L);
		assertThat(named.projects()).containsExactly("g/sub/p");
	}

	@Test
	void plainIidsNameNoProject() {
		NamedEntities named = NamedEntities.parse(EntityKind.ISSUE, List.of("3,#1", "3"), PAGES);
		assertThat(named).isEqualTo(new NamedEntities(List.of(1L, 3L), named.projects(), true));
		assertThat(NamedEntities.parse(EntityKind.ISSUE, List.of("GL-15,[issue:16]", "[work_item:17]"), PAGES))
			.isEqualTo(new NamedEntities(List.of(15L, 16L, 17L), named.projects(), true));
		assertThat(named.projects()).isEmpty();
	}

	@Test
	void formsMixAndDuplicatesCountOnce() {
		NamedEntities named = NamedEntities.parse(EntityKind.ISSUE, List.of(
				"https://gitlab.example/Group/project/-/issues/2,https://gitlab.example/group/project/-/issues/3",
				"group/project#2,7"), PAGES);
		assertThat(named.iids()).containsExactly(2L, 3L, 7L);
		assertThat(named.projects()).as("GitLab does not tell capitals in paths").hasSize(1);
	}

	@Test
	void aGitLabBelowAPath() {
		GitLabPages pages = GitLabPages.of("http://host:8080/git/lab/");
		assertThat(NamedEntities.parse(EntityKind.ISSUE, List.of("http://host:8080/git/lab/g/p/-/issues/5"), pages)
			.projects()).containsExactly("g/p");
		assertThat(refused(EntityKind.ISSUE, "http://host:8080/git/labs/g/p/-/issues/5", pages))
			.hasMessageContaining("is not a page of the configured GitLab, http://host:8080/git/lab");
	}

	@Test
	void aProjectMayBeNamedLikeAPage() {
		assertThat(NamedEntities.parse(EntityKind.ISSUE, List.of("https://gitlab.example/group/issues/7/-/issues/5"),
				PAGES))
			.isEqualTo(new NamedEntities(List.of(5L), new java.util.TreeSet<>(List.of("group/issues/7")), false));
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://other.example/g/p/-/issues/1", "https://gitlab.example:8443/g/p/-/issues/1",
			"https://gitlab.example.evil/g/p/-/issues/1", "http://gitlab.example:443/g/p/-/issues/1" })
	void anotherServerIsNamed(String url) {
		assertThat(refused(EntityKind.ISSUE, url, PAGES)).hasMessageContaining("is not a page of the configured GitLab")
			.hasMessageContaining("https://gitlab.example")
			.satisfies((failure) -> assertThat(failure.suggestion()).contains("--gitlab-url"));
	}

	@ParameterizedTest
	@CsvSource({ "MERGE_REQUEST,GL-15,--issue", "ISSUE,[merge_request:15],--mr", "ISSUE,!45,--mr", "ISSUE,g/p!45,--mr",
			"ISSUE,https://gitlab.example/g/p/-/merge_requests/4,--mr", "MERGE_REQUEST,#45,--issue",
			"MERGE_REQUEST,https://gitlab.example/g/p/-/work_items/4,--issue" })
	void theOtherKindHintsAtTheOtherOption(EntityKind kind, String text, String option) {
		assertThat(refused(kind, text, PAGES)).hasMessageContaining("it names")
			.satisfies((failure) -> assertThat(failure.suggestion()).contains(option));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "https://gitlab.example", "https://gitlab.example/g/p", "https://gitlab.example/g/p/-/issues",
					"https://gitlab.example/g/p/-/issues/0", "https://gitlab.example/g/p/-/issues/9223372036854775808",
					"https://gitlab.example/groups/g/-/work_items/3", "https://gitlab.example/groups/g/-/epics/3",
					"https://gitlab.example/p/-/issues/3", "https://gitlab.example/../p/-/issues/3",
					"https://gitlab.example/g/p/-/issues/3x", "https://gitlab.example/g/p/-/merge_requests/3.diff",
					"https://gitlab.example/g/p/-/issues/?show=abc", "https:///g/p/-/issues/3",
					"ftp://gitlab.example/g/p/issues/3", "project#3", "g/p#0", "g/p#", "g/p#99999999999999999999",
					"g//p#3", "g/p##3", "g/p&3", "https://gitlab.example/api/v4/projects/7/issues/x" })
	void whatNamesNoIssueIsRefused(String text) {
		assertThat(refused(EntityKind.ISSUE, text, PAGES).getMessage()).hasSizeLessThan(200);
	}

	@Test
	void aNameThatLeavesOutTheGroupSaysSo() {
		assertThat(refused(EntityKind.ISSUE, "docs#5", PAGES)).hasMessageContaining("leaves out the group")
			.satisfies((failure) -> assertThat(failure.suggestion()).contains("group/docs#5"));
	}

	@Test
	void aCommaInAQueryIsNotTheBeginOfAnotherIid() {
		assertThat(refused(EntityKind.ISSUE, "https://gitlab.example/g/p/-/issues/3?labels=a,7", PAGES))
			.hasMessageContaining("follows a URL");
		assertThat(refused(EntityKind.ISSUE, "https://gitlab.example/g/p/-/issues/3#note_1,7", PAGES))
			.hasMessageContaining("follows a URL");
	}

	@Test
	void secretsInAUrlAreNotRepeated() {
		for (String url : List.of("https://me:s3cret@gitlab.example/g/p/-/issues/3",
				"https://x/g/p/-/issues/3?private_token=s3cret", "ftp://s3cret@gitlab.example/g/p/-/issues/3")) {
			LoreException failure = refused(EntityKind.ISSUE, url, PAGES);
			assertThat(failure.getMessage() + failure.suggestion()).doesNotContain("s3cret");
		}
	}

	@Property
	void everyUrlGivesItsIidBack(@ForAll @NotEmpty @Size(max = 10) List<@LongRange(min = 1) Long> iids,
			@ForAll EntityKind kind) {
		List<String> urls = iids.stream()
			.map((iid) -> "https://gitlab.example/g/p/-/" + kind.resource() + "/" + iid)
			.toList();
		NamedEntities named = NamedEntities.parse(kind, List.of(String.join(",", urls)), PAGES);
		assertThat(named.iids()).isEqualTo(iids.stream().distinct().sorted().toList());
		assertThat(IidList.parse(kind, List.of(IidList.format(named.iids())))).isEqualTo(named.iids());
	}

	@Property(tries = 1_000)
	void anythingElseIsAUsageErrorOfOneLine(@ForAll("garbage") String text, @ForAll EntityKind kind) {
		try {
			NamedEntities named = NamedEntities.parse(kind, List.of(text), PAGES);
			assertThat(named.iids()).isNotEmpty().allSatisfy((iid) -> assertThat(iid).isPositive());
			assertThat(named.projects()).allSatisfy(
					(project) -> assertThat(ProjectName.parse(project, PAGES)).startsWith(project.substring(0, 1)));
		}
		catch (LoreException ex) {
			assertThat(ex.exitCode()).isEqualTo(ExitCode.USAGE);
			assertThat(ex.getMessage().chars()).noneMatch(Character::isISOControl);
		}
	}

	@Provide
	Arbitrary<String> garbage() {
		Arbitrary<String> pieces = Arbitraries.of("https://", "gitlab.example", "/", "g", "p", "/-/", "issues", "12",
				"#", "!", ",", "?", "%2F", "%", "%00", "@", ":", "..", "merge_requests", "\n", " ", "\u0000", "\ud800",
				"é");
		return Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(60),
				pieces.list().ofMaxSize(14).map((list) -> String.join("", list)));
	}

	private static LoreException refused(EntityKind kind, String text, GitLabPages pages) {
		LoreException failure = catchThrowableOfType(LoreException.class,
				() -> NamedEntities.parse(kind, List.of(text), pages));
		assertThat(failure).as(text).isNotNull();
		assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
		assertThat(failure.getMessage().chars()).noneMatch(Character::isISOControl);
		return failure;
	}

}
