package dev.lorebatch.search;

import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.lorebatch.search.FullTextQuery.Attempt;

import static org.assertj.core.api.Assertions.assertThat;

class FullTextQueryTests {

	private static final Map<String, Long> DOCUMENTS = Map.of("\"the\"", 900L, "\"lamp\"", 300L, "\"keeper\"", 30L,
			"\"rope\"", 20L);

	@Test
	void oneOfTheRarestWordsIsNeededOthersOnlyAddToTheRank() {
		assertThat(any("lamp keeper rope").expression()).isEqualTo("((\"keeper\" OR \"keeper rope\") OR \"rope\") AND "
				+ "((\"keeper\" OR \"keeper rope\") OR \"rope\" OR \"lamp\")");
	}

	@Test
	void commonWordsAreLeftOut() {
		assertThat(any("the rope").expression()).isEqualTo("\"rope\"");
		assertThat(any("the rope the lamp").expression()).isEqualTo("(\"rope\") AND (\"rope\" OR \"lamp\")");
		assertThat(any("the the").expression()).as("but not if there is nothing else")
			.isEqualTo("(\"the\" OR \"the the\") OR \"the\"");
	}

	@Test
	void passagesShowEachWordAlone() {
		assertThat(any("lamp keeper rope").words()).isEqualTo("\"keeper\" OR \"rope\" OR \"lamp\"");
		assertThat(FullTextQuery.of("lamp keeper -rope").all().words()).isEqualTo("\"lamp\" OR \"keeper\"");
		assertThat(FullTextQuery.raw("title : lamp").all().words()).isEqualTo("title : lamp");
	}

	@Test
	void theNumberOfMatchesIsKnownFromThoseOfItsWords() {
		assertThat(any("lamp keeper rope").atMost()).isEqualTo(50);
		assertThat(any("mist fog").atMost()).isZero();
		assertThat(any("the the").atMost()).as("not counted so far").isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void halfOfTheWordsMayBeUnknown() {
		assertThat(any("rope mist").unknownWords()).isTrue();
		assertThat(any("rope keeper mist").unknownWords()).isFalse();
	}

	private static Attempt any(String query) {
		Attempt attempt = FullTextQuery.of(query).any((term) -> DOCUMENTS.getOrDefault(term, 0L), 100, 500);
		assertThat(attempt).isNotNull();
		return attempt;
	}

}
