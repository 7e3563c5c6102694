package dev.lorebatch.search;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.search.LexicalResult.Matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LexicalSearchIntegrationTests {

	@TempDir
	Path folder;

	private IndexedCorpus corpus;

	@BeforeEach
	void open() {
		this.corpus = new IndexedCorpus(this.folder);
	}

	@AfterEach
	void close() {
		this.corpus.close();
	}

	@ParameterizedTest
	@CsvSource({ "foo_bar, fooXbar and foo, bar", "Foo::bar, Foo and bar", "path/to/file.rs, path and file.rs to",
			"E0308, E0309 and 0308", "ORA-00001, ORA and 00001", "0x80070005, 0x80070006", "v1.2.3, v1.3.2",
			"https://host.example/a_b, https host", "--no-docs, docs or no" })
	void codeLikeTokensAreFoundAndWhatOnlyLooksLikeThemIsNot(String token, String other) {
		this.corpus.issue(1, "decoy", "It says " + other + ".")
			.issue(2, "right", "It says `" + token + "`, see there.");
		assertThat(this.corpus.find(token)).containsExactly("right");
	}

	@Test
	void theExactTokenComesBeforeTheSameWordsApart() {
		this.corpus.issue(1, "words", "foo bar foo bar foo bar")
			.issue(2, "exact", "long text " + "filler ".repeat(50) + "foo_bar")
			.issue(3, "nothing", "else");
		assertThat(this.corpus.find("foo_bar")).containsExactly("exact", "words");
	}

	@Test
	void neighboursComeFirst() {
		this.corpus.issue(1, "apart", "HTTP is what 502 people speak")
			.issue(2, "together", "the proxy gave HTTP 502 and then some other words that make it longer")
			.issue(3, "nothing", "else");
		assertThat(this.corpus.find("HTTP 502")).containsExactly("together", "apart");
	}

	@Test
	void aReferenceFindsTheIssueFirstThenMentionsAndNothingElse() {
		this.corpus.issue(1, "mentions much", "#123 " + "see #123, harbor/lighthouse#123 ".repeat(20))
			.issue(12, "other number", "123 and !123 and #1234 and other/project#123")
			.issue(123, "itself", "long text " + "filler ".repeat(2_000))
			.issue(4, "mentions once", "see #123");
		assertThat(this.corpus.find("#123")).startsWith("itself")
			.containsExactlyInAnyOrder("itself", "mentions much", "mentions once");
		assertThat(this.corpus.find("harbor/lighthouse#123")).startsWith("itself").hasSize(3);
		assertThat(this.corpus.find("lighthouse#123")).containsExactly("itself");
		assertThat(this.corpus.find("https://gitlab.example/harbor/lighthouse/-/issues/123")).startsWith("itself");
		assertThat(this.corpus.find("!123")).containsExactly("other number");
	}

	@Test
	void partsOfCamelCaseAreFoundAndTheWholeToo() {
		this.corpus.issue(1, "camel", "call parseHttpHeader first").issue(2, "decoy", "parse the header");
		assertThat(this.corpus.find("http header")).startsWith("camel");
		assertThat(this.corpus.find("parseHttpHeader")).containsExactly("camel");
		assertThat(this.corpus.find("HttpHeader")).containsExactly("camel");
		assertThat(this.corpus.find("parsehttp*")).containsExactly("camel");
	}

	@Test
	void accentsAndCaseDoNotMatter() {
		this.corpus.issue(1, "lamp", "Der Leuchtturmwärter zündet die LAMPE an");
		assertThat(this.corpus.find("leuchtturmwarter lampe")).containsExactly("lamp");
		assertThat(this.corpus.find("ZÜNDET")).containsExactly("lamp");
	}

	@Test
	void everyWordIsLookedForFirstThenAny() {
		this.corpus.issue(1, "both", "kettle and beacon").issue(2, "one", "beacon beacon beacon");
		assertThat(this.corpus.find("beacon kettle")).containsExactly("both");
		LexicalResult any = this.corpus.search(FullTextQuery.of("beacon submarine"));
		assertThat(any.matching()).isEqualTo(Matching.ANY);
		assertThat(any.hits()).extracting(LexicalHit::rank).containsExactly(1, 2);
		assertThat(any.hits()).extracting(LexicalHit::score).isSortedAccordingTo((a, b) -> Double.compare(b, a));
	}

	@Test
	void phrasesExclusionsAndPrefixesWork() {
		this.corpus.issue(1, "one", "the silent phone").issue(2, "two", "the phone is silent about phones");
		assertThat(this.corpus.find("\"silent phone\"")).containsExactly("one");
		assertThat(this.corpus.find("phone -about")).containsExactly("one");
		assertThat(this.corpus.find("silent -\"silent phone\"")).containsExactly("two");
		assertThat(this.corpus.find("sil* abo*")).containsExactly("two");
		assertThat(this.corpus.find("-about")).as("nothing to exclude from").containsExactly("two");
		assertThat(this.corpus.find("\"silent phone")).as("a quote that is not closed").hasSize(2);
	}

	@Test
	void snippetsMarkWhatWasFound() {
		this.corpus.issue(1, "one", "A long way to the kettle, and then back.");
		assertThat(this.corpus.search(FullTextQuery.of("kettle")).hits()).extracting(LexicalHit::snippet)
			.containsExactly("A long way to the [kettle], and then back.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "   ", "\"\"", "***", "-", "!!! ??? ###", "→ ★", "\u0000", "\ud800" })
	void thereMayBeNothingToSearchFor(String text) {
		FullTextQuery query = FullTextQuery.of(text);
		assertThat(query.isEmpty()).isTrue();
		assertThat(this.corpus.search(query).matching()).isEqualTo(Matching.NOTHING);
	}

	@Test
	void rawQueriesAreFts5() {
		this.corpus.issue(1, "one", "kettle").issue(2, "kettle", "two");
		assertThat(this.corpus.search(FullTextQuery.raw("title : kettle OR content : nothing")).hits())
			.extracting(LexicalHit::title)
			.containsExactly("kettle");
	}

	@ParameterizedTest
	@ValueSource(strings = { "foo AND", "\"open", "nosuchcolumn : x", "NEAR(", "*" })
	void aWrongRawQueryIsAUsageErrorInOneLine(String expression) {
		assertThatExceptionOfType(LoreException.class)
			.isThrownBy(() -> this.corpus.search(FullTextQuery.raw(expression)))
			.satisfies((failure) -> {
				assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
				assertThat(failure.getMessage()).startsWith("the raw query is not a valid FTS5 expression: ")
					.doesNotContain("\n", "SQLITE_ERROR", "JDBC");
			});
	}

	@Test
	void conditionsAndThePolicyNarrowTheHits() {
		this.corpus.issue(1, "open", "kettle").issue(2, "secret", "kettle", true).issue(3, "third", "kettle kettle");
		LexicalSearch dropping = new LexicalSearch(this.corpus.database().jdbc(), ConfidentialPolicy.DROP);
		SearchCondition below = new SearchCondition() {

			@Override
			public String sql() {
				return "i.iid < ? OR m.iid < ?";
			}

			@Override
			public List<Object> parameters() {
				return List.of(3, 3);
			}

		};
		assertThat(dropping.search(FullTextQuery.of("kettle"), below, 10, IndexedCorpus.MARKERS).hits())
			.extracting(LexicalHit::title)
			.containsExactly("open");
		assertThat(dropping.search(FullTextQuery.of("kettle"), SearchCondition.ALL, 1, IndexedCorpus.MARKERS).hits())
			.extracting(LexicalHit::title)
			.containsExactly("third");
	}

	@Test
	void ofTooManyMatchesTheNewestAreRanked() {
		this.corpus.issue(1, "oldest", "kettle kettle kettle")
			.issue(2, "older", "kettle")
			.issue(3, "newest", "kettle x");
		LexicalSearch two = new LexicalSearch(this.corpus.database().jdbc(), ConfidentialPolicy.KEEP, 2);
		assertThat(two.search(FullTextQuery.of("kettle"), SearchCondition.ALL, 10, IndexedCorpus.MARKERS).hits())
			.extracting(LexicalHit::title)
			.containsExactly("older", "newest");
	}

}
