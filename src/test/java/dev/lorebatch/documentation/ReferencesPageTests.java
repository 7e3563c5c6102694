package dev.lorebatch.documentation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.entity.NamedEntities;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.mirror.ReferenceParser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The grammar of references is what the page about it says, with whatever numbers and
 * names in the place of those of its examples.
 */
class ReferencesPageTests {

	private static final String SERVER = "https://gitlab.example";

	private static final GitLabPages PAGES = GitLabPages.of(SERVER);

	private static final Pattern CODE = Pattern.compile("(`+) ?(.*?) ?\\1(?!`).*");

	private static final List<Form> FORMS = rows("Forms").stream().map(Form::of).toList();

	private static final List<String> SURROUNDINGS = rows("What may stand around a name").stream()
		.map((row) -> code(row.get(0)))
		.toList();

	private static final List<String> NO_REFERENCES = rows("What is no reference").stream()
		.map((row) -> code(row.get(0)))
		.toList();

	@Test
	void thePageHasTables() {
		assertThat(FORMS).hasSizeGreaterThan(25);
		assertThat(SURROUNDINGS).hasSizeGreaterThan(8);
		assertThat(NO_REFERENCES).hasSizeGreaterThan(15);
	}

	@Property(tries = 3_000)
	void everyFormMeansInATextWhatThePageSays(@ForAll("forms") Form form, @ForAll("names") Names names,
			@ForAll @LongRange(min = 1) long iid, @ForAll("surroundings") String surrounding,
			@ForAll("prose") String before, @ForAll("prose") String after) {
		String own = names.of("acme/web/core");
		String around = surrounding.replace("…", form.written(names, iid));
		Set<String> expected = new TreeSet<>(surrounding.contains("#7") ? Set.of(own + "#7") : Set.of());
		if (form.inTexts()) {
			expected.add(form.means(names, iid));
		}
		assertThat(references(before + " " + around + " " + after, own)).as(around)
			.usingElementComparator(String.CASE_INSENSITIVE_ORDER)
			.containsExactlyInAnyOrderElementsOf(expected);
	}

	@Property(tries = 3_000)
	void everyFormMeansInAnOptionWhatThePageSays(@ForAll("forms") Form form, @ForAll("names") Names names,
			@ForAll @LongRange(min = 1) long iid) {
		String written = form.written(names, iid);
		String means = form.means(names, iid);
		EntityKind kind = means.contains("!") ? EntityKind.MERGE_REQUEST : EntityKind.ISSUE;
		if (!form.inOptions()) {
			LoreException refused = catchThrowableOfType(LoreException.class,
					() -> NamedEntities.parse(kind, List.of(written), PAGES));
			assertThat(refused).as(written).isNotNull();
			assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
			return;
		}
		NamedEntities named = NamedEntities.parse(kind, List.of(written), PAGES);
		assertThat(named.iids()).as(written).containsExactly(iid);
		String project = named.plain() ? names.of("acme/web/core") : named.projects().iterator().next();
		assertThat(project + kind.sigil() + iid).isEqualToIgnoringCase(means);
	}

	@Property
	void whatIsNoReferenceNamesNothing(@ForAll("noReferences") String written, @ForAll("names") Names names,
			@ForAll("prose") String before, @ForAll("prose") String after) {
		assertThat(references(before + " " + written + " " + after, names.of("acme/web/core"))).as(written).isEmpty();
	}

	@Property
	void namesSideBySideAreAllFound(@ForAll("separated") List<Form> forms, @ForAll("names") Names names,
			@ForAll @LongRange(min = 1) long iid, @ForAll("separators") String separator) {
		String text = String.join(separator, forms.stream().map((form) -> form.written(names, iid)).toList());
		Set<String> expected = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		forms.forEach((form) -> expected.add(form.means(names, iid)));
		assertThat(references(text, names.of("acme/web/core"))).as(text)
			.usingElementComparator(String.CASE_INSENSITIVE_ORDER)
			.containsExactlyInAnyOrderElementsOf(expected);
	}

	@Provide
	Arbitrary<Form> forms() {
		return Arbitraries.of(FORMS);
	}

	/**
	 * URLs may go on with what separates names.
	 */
	@Provide
	Arbitrary<List<Form>> separated() {
		return Arbitraries.of(FORMS.stream().filter(Form::inTexts).filter((form) -> !form.isUrl()).toList())
			.list()
			.ofMinSize(2)
			.ofMaxSize(4);
	}

	@Provide
	Arbitrary<String> separators() {
		return Arbitraries.of("/", ",", ", ", ";", " ", "\n", " and ", "|");
	}

	@Provide
	Arbitrary<String> surroundings() {
		return Arbitraries.oneOf(Arbitraries.just("…"), Arbitraries.of(SURROUNDINGS));
	}

	@Provide
	Arbitrary<String> noReferences() {
		return Arbitraries.of(NO_REFERENCES);
	}

	@Provide
	Arbitrary<String> prose() {
		return Arbitraries
			.of("the", "lamp", "is", "5", "v2.0", "(dark)", "-", "*", ",", "\n", "é", "a/b", "C#", "Nice!", "\n\n",
					"https://other.example/x", "GL", "#", "[x]", "50%")
			.list()
			.ofMaxSize(5)
			.map((words) -> String.join(" ", words));
	}

	@Provide
	Arbitrary<Names> names() {
		Arbitrary<String> letters = Arbitraries.strings().withChars("abcxyz").ofMinLength(1).ofMaxLength(4);
		Arbitrary<String> inner = Arbitraries.strings().withChars("abXY78_.-").ofMaxLength(5);
		Arbitrary<String> name = Combinators.combine(letters, inner, letters)
			.as((first, middle, last) -> first + middle + last)
			.filter((text) -> !text.matches("(?i).*\\.(git|atom|md|html?)") && !text.contains(".."));
		return name.list().ofSize(7).map(Names::new);
	}

	private static List<String> references(String text, String own) {
		return ReferenceParser.parse(text, "mentions", own, SERVER)
			.stream()
			.map((row) -> row.targetProjectPath() + EntityKind.ofValue(row.targetType()).sigil() + row.targetKey())
			.toList();
	}

	/**
	 * The rows of the first table below a heading, without its head.
	 */
	private static List<List<String>> rows(String heading) {
		String page = Repository.read("docs/reference/references.md");
		String section = page.substring(page.indexOf("\n## " + heading + "\n"));
		List<List<String>> rows = new ArrayList<>();
		for (String line : section.substring(section.indexOf("\n|") + 1).lines().skip(2).toList()) {
			if (!line.startsWith("|")) {
				break;
			}
			rows.add(List.of(line.substring(1).strip().split(" \\|( |$)")).stream().map(String::strip).toList());
		}
		return rows;
	}

	private static String code(String cell) {
		Matcher code = CODE.matcher(cell);
		assertThat(code.matches()).as(cell).isTrue();
		return code.group(2);
	}

	/**
	 * Names in the place of those of the examples.
	 */
	private record Names(List<String> names) {

		private static final List<String> WORDS = List.of("acme", "web", "core", "docs", "other", "group", "kit");

		/**
		 * Puts the names into an example.
		 */
		String of(String example) {
			return of(example.replace("ACME/Web/Core", of("acme/web/core", true)), false);
		}

		private String of(String example, boolean capitals) {
			StringBuilder text = new StringBuilder();
			Matcher words = Pattern
				.compile("(?<![A-Za-z0-9_.-])(?:2F)?(%s)(?![A-Za-z0-9_.-])".formatted(String.join("|", WORDS)))
				.matcher(example);
			int done = 0;
			while (words.find()) {
				String name = this.names.get(WORDS.indexOf(words.group(1)));
				text.append(example, done, words.start(1)).append(capitals ? name.toUpperCase(Locale.ROOT) : name);
				done = words.end(1);
			}
			return text.append(example.substring(done)).toString();
		}

	}

	/**
	 * A row of the table of forms.
	 */
	private record Form(String example, String meaning, boolean inOptions, boolean inTexts) {

		static Form of(List<String> row) {
			assertThat(row.subList(2, 4)).as("%s", row).allMatch(List.of("yes", "no")::contains);
			return new Form(code(row.get(0)), code(row.get(1)), row.get(2).equals("yes"), row.get(3).equals("yes"));
		}

		String written(Names names, long iid) {
			return numbered(names.of(this.example), iid);
		}

		String means(Names names, long iid) {
			return numbered(names.of(this.meaning), iid);
		}

		boolean isUrl() {
			return this.example.contains("://");
		}

		private static String numbered(String text, long iid) {
			return text.replaceAll("(?<![0-9A-Za-z])12(?![0-9])", String.valueOf(iid));
		}

	}

}
