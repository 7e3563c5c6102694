package dev.lorebatch.cli;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SearchFieldsTests {

	/**
	 * Scripts rely on them: add to the list, never take away.
	 */
	@Test
	void fieldsStay() {
		assertThat(SearchFields.parse(null)).containsExactly("reference", "kind", "project", "iid", "title", "state",
				"author", "labels", "milestone", "confidential", "created_at", "updated_at", "web_url", "score",
				"snippet", "found_in", "thread");
		assertThat(SearchFields.parse("title, iid")).isEqualTo(List.of("title", "iid"));
	}

	@Test
	void anUnknownFieldIsAnsweredWithThoseThatExist() {
		assertThatThrownBy(() -> SearchFields.parse("title,nope")).isInstanceOf(LoreException.class)
			.hasMessageContaining("'nope'")
			.extracting((failure) -> ((LoreException) failure).suggestion())
			.asString()
			.contains("reference, kind, project");
	}

	@Test
	void whatOthersWroteCannotControlTheTerminal() {
		assertThat(Prose.snippet("x \u0001found\u0002 \u001b[0m", false)).hasToString("x found \\u001b[0m");
		assertThat(Prose.snippet("x \u0001found\u0002", true)).hasToString("x \u001b[1;33mfound\u001b[0m");
	}

}
