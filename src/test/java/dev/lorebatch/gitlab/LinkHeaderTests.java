package dev.lorebatch.gitlab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import dev.lorebatch.gitlab.LinkHeader.Link;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link LinkHeader} against RFC 8288.
 */
class LinkHeaderTests {

	@Example
	void quotedParametersHoldCommasSemicolonsAndEscapedQuotes() {
		assertThat(parse("<a?page=2>; title=\"one, two; rel=prev \\\"three\\\\\"; rel=\"next\", <b>; rel=last"))
			.containsExactly(new Link("a?page=2", Map.of("title", "one, two; rel=prev \"three\\", "rel", "next")),
					new Link("b", Map.of("rel", "last")));
	}

	@Example
	void targetsHoldCommasAndSemicolons() {
		assertThat(parse("</x,y;z?iids=1,2>;rel=next"))
			.containsExactly(new Link("/x,y;z?iids=1,2", Map.of("rel", "next")));
	}

	@Example
	void parametersMayHaveNoValueAndAnySpace() {
		assertThat(parse("\t<a> ; crossorigin ; REL = next;;"))
			.containsExactly(new Link("a", Map.of("crossorigin", "", "rel", "next")));
	}

	@Example
	void theFirstOfTwoRelationsCounts() {
		assertThat(parse("<a>; rel=prev; rel=next").get(0).is("next")).isFalse();
	}

	@Example
	void aRelationMayBeSeveralWordsInAnyCase() {
		assertThat(parse("<a>; rel=\" first  NEXT \"").get(0).is("next")).isTrue();
		assertThat(parse("<a>; rel=\"nextish\"").get(0).is("next")).isFalse();
		assertThat(parse("<a>; rel*=UTF-8''next").get(0).is("next")).isFalse();
		assertThat(parse("<a>; anchor=\"/b\"; rel=next").get(0).is("next")).isFalse();
	}

	@Example
	void whatIsNoLinkEndsOneHeaderOnly() {
		assertThat(LinkHeader.parse(List.of("<a>; rel=x, nonsense, <b>", "<c", "<d>; rel=\"y", "<e>")))
			.extracting(Link::target)
			.containsExactly("a", "d", "e");
	}

	@Property
	void everyListOfLinksIsReadAsItWasWritten(@ForAll("links") List<Link> links) {
		String header = links.stream().map(LinkHeaderTests::write).collect(Collectors.joining(", "));
		assertThat(parse(header)).isEqualTo(links);
		assertThat(LinkHeader.parse(links.stream().map(LinkHeaderTests::write).toList())).isEqualTo(links);
	}

	@Property
	void noHeaderFailsOrHangs(@ForAll("noise") String header) {
		assertThat(parse(header)).isNotNull();
	}

	@Provide
	Arbitrary<List<Link>> links() {
		Arbitrary<String> targets = Arbitraries.strings().withChars("a/?=&,;\"2 ").map(String::strip);
		Arbitrary<String> names = Arbitraries.strings().withChars("abrel*-").ofMinLength(1);
		Arbitrary<String> values = Arbitraries.strings().withChars("next ,;=<>\"\\é");
		return Combinators.combine(targets, Arbitraries.maps(names, values).ofMaxSize(4))
			.as(Link::new)
			.list()
			.ofMaxSize(5);
	}

	@Provide
	Arbitrary<String> noise() {
		return Arbitraries.strings().withChars("<>;,=\"\\ \ta").ofMaxLength(40);
	}

	private static String write(Link link) {
		List<String> parts = new ArrayList<>(List.of("<" + link.target() + ">"));
		link.parameters()
			.forEach((name, value) -> parts
				.add(name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\""));
		return String.join("; ", parts);
	}

	private static List<Link> parse(String header) {
		return LinkHeader.parse(List.of(header));
	}

}
