package dev.lorebatch.text;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NearestWordsTests {

	private static final List<String> COMMANDS = List.of("sync", "search", "issue", "mr", "issues", "mrs", "related",
			"runs", "verify", "docs", "embed", "db", "demo", "install", "help");

	private static final List<String> OPTIONS = List.of("--state", "--author", "--label", "--updated-since",
			"--updated-before", "--sort", "--gone");

	@ParameterizedTest
	@CsvSource({ "isues, issues", "isssue, issue", "serach, search", "Sync, sync", "SEARCH, search", "relatd, related",
			"instal, install", "verfy, verify", "insta, install" })
	void findsTheCommandThatWasMeant(String given, String meant) {
		assertThat(NearestWords.find(given, COMMANDS)).containsExactly(meant);
	}

	@ParameterizedTest
	@CsvSource({ "--stat, --state", "--State, --state", "--autor, --author", "--labels, --label",
			"--updated-sinse, --updated-since", "--srot, --sort" })
	void findsTheOptionThatWasMeant(String given, String meant) {
		assertThat(NearestWords.find(given, OPTIONS)).containsExactly(meant);
	}

	@Test
	void namesAllThatBeginSo() {
		assertThat(NearestWords.find("--updated", OPTIONS)).containsExactly("--updated-since", "--updated-before");
	}

	@Test
	void whatDiffersInCaseOnlyIsNearest() {
		assertThat(NearestWords.find("Bug", List.of("bag", "bug", "BUG", "bugs"))).containsExactly("bug", "BUG");
	}

	@ParameterizedTest
	@CsvSource({ "frobnicate", "x", "12", "--frobnicate", "restart", "''", "☃" })
	void findsNothingWhereNothingIsNear(String given) {
		assertThat(NearestWords.find(given, COMMANDS)).isEmpty();
		assertThat(NearestWords.find(given, OPTIONS)).isEmpty();
	}

	@Test
	void theLastWordOfANameIsNear() {
		assertThat(NearestWords.find("spring TIDE", List.of("1.0 First light", "1.1 Spring tide")))
			.containsExactly("1.1 Spring tide");
		assertThat(NearestWords.find("bug", List.of("type::bug", "debug", "ladybug"))).containsExactly("type::bug");
	}

	@Test
	void findsNothingWhereTooManyAreAsNear() {
		assertThat(NearestWords.find("v1.x", List.of("v1.0", "v1.1", "v1.2", "v1.3"))).isEmpty();
	}

}
