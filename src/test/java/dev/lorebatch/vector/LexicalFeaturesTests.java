package dev.lorebatch.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LexicalFeatures}.
 */
class LexicalFeaturesTests {

	@Property(tries = 2_000)
	void namesThatAreSparedThePatternWouldNotMatchIt(@ForAll("names") String name) {
		assertThat(LexicalFeatures.words(name)).isEqualTo(LexicalFeatures.INSIDE.split(name));
	}

	@Property(tries = 500)
	void foldingLeavesWhatIsFoldedAlready(@ForAll("names") String name, @ForAll String text) {
		assertThat(LexicalFeatures.fold(name)).isEqualTo(LexicalFeatures.foldAny(name));
		assertThat(LexicalFeatures.fold(text)).isEqualTo(LexicalFeatures.foldAny(text));
	}

	/**
	 * Words that only punctuation of code holds together.
	 */
	@Property(tries = 2_000)
	void namesAreFound(@ForAll("names") String one, @ForAll("names") String other, @ForAll String between) {
		String text = one + between + other;
		List<String> names = new ArrayList<>();
		for (int start = LexicalFeatures.startOfName(text, 0); start < text.length();) {
			int end = LexicalFeatures.endOfName(text, start);
			names.add(text.substring(start, end));
			start = LexicalFeatures.startOfName(text, end);
		}
		assertThat(names).isEqualTo(Pattern.compile("[\\p{L}\\p{N}]+(?:[_.:/#!\\-]+[\\p{L}\\p{N}]+)*")
			.matcher(text)
			.results()
			.map(MatchResult::group)
			.toList());
	}

	@Provide
	Arbitrary<String> names() {
		return Arbitraries
			.of("a", "z", "A", "Z", "\u00e9", "\u00c9", "\u00df", "\u4e2d", "\ud801\udc00", "\ud801\udc28", "\ufb01",
					"\u0301", "7", "\u0663", "_", ".", "-", "::", " ", "`", "{", "@", "[")
			.list()
			.ofMaxSize(6)
			.map((parts) -> String.join("", parts));
	}

}
