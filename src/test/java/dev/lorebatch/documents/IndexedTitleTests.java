package dev.lorebatch.documents;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class IndexedTitleTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "Draft: Draw the chart | Draw the chart", "WIP: draft: [Draft] (wip) Do it | Do it",
					"Resolve \"Alarm rings\" | Alarm rings", "Draft: Resolve \"Alarm rings\" | Alarm rings",
					"draft - new relay | new relay", "Drafting a letter | Drafting a letter", "Draft | Draft",
					"Draft: | Draft:", "WIPe the disk | WIPe the disk", "Resolve conflicts | Resolve conflicts" })
	void boilerplateIsNotSearched(String title, String indexed) {
		assertThat(IndexedTitle.of(title)).isEqualTo(indexed);
	}

}
