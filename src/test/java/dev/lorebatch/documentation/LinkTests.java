package dev.lorebatch.documentation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LinkTests {

	private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");

	private static final Pattern CODE = Pattern.compile("^```.*?^```$|`[^`\\n]*`", Pattern.MULTILINE | Pattern.DOTALL);

	private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

	private static final Pattern LOCAL_PATH = Pattern.compile("/(work|root|tmp|Users)/|/home/(?!ade/)");

	@Test
	void relativeLinksResolve() {
		List<String> broken = new ArrayList<>();
		for (Path page : Repository.pages()) {
			for (String link : linksIn(page)) {
				if (!resolves(page, link)) {
					broken.add(Repository.name(page) + ": " + link);
				}
			}
		}
		assertThat(broken).isEmpty();
	}

	@Test
	void brokenLinksAreNoticed() {
		Path readme = Repository.ROOT.resolve("README.md");
		assertThat(resolves(readme, "docs/README.md")).isTrue();
		assertThat(resolves(readme, "README.md#limits")).isTrue();
		assertThat(resolves(readme, "docs/absent.md")).isFalse();
		assertThat(resolves(readme, "README.md#absent")).isFalse();
	}

	@Test
	void mapLinksEveryPage() {
		assertThat(targets("docs/README.md", "docs/adr/README.md")).containsAll(Repository.filesIn("docs")
			.stream()
			.filter((file) -> file.toString().endsWith(".md") && !file.endsWith(Path.of("docs", "README.md")))
			.toList());
	}

	@Test
	void decisionsAreIndexedAndHaveTheirParts() {
		String index = Repository.read("docs/adr/README.md");
		List<Path> decisions = Repository.filesIn("docs/adr")
			.stream()
			.filter((file) -> !file.endsWith("README.md"))
			.toList();
		int number = 0;
		for (Path decision : decisions) {
			number++;
			String text = Repository.read(decision);
			String title = text.lines().findFirst().orElse("").substring(2);
			String status = text.lines().filter((line) -> line.startsWith("Status: ")).findFirst().orElseThrow();
			assertThat(decision.getFileName().toString()).startsWith(String.format(Locale.ROOT, "%04d-", number));
			assertThat(title).startsWith(number + ". ");
			assertThat(index).contains("| [%s](%s) | %s |".formatted(title, decision.getFileName(),
					status.substring("Status: ".length())));
			assertThat(text).containsPattern("(?m)^Date: \\d{4}-\\d{2}-\\d{2}$")
				.contains("\n## Context\n", "\n## Decision\n", "\n## Consequences\n");
		}
		assertThat(number).isGreaterThan(10);
	}

	@Test
	void noPathOfTheAuthorsMachineIsLeft() {
		List<Path> files = new ArrayList<>(Repository.documents());
		files.addAll(Repository.filesIn("scripts"));
		assertThat(files).allSatisfy((file) -> assertThat(Repository.read(file)).doesNotContainPattern(LOCAL_PATH));
	}

	@Test
	void pagesHaveATitleAndEndWithANewline() {
		assertThat(Repository.pages()).allSatisfy(
				(page) -> assertThat(Repository.read(page)).startsWith("# ").endsWith("\n").doesNotEndWith("\n\n"));
	}

	private static List<Path> targets(String... pages) {
		List<Path> targets = new ArrayList<>();
		for (String name : pages) {
			Path page = Repository.ROOT.resolve(name);
			linksIn(page).forEach((link) -> targets.add(page.resolveSibling(link).normalize()));
		}
		return targets;
	}

	private static List<String> linksIn(Path page) {
		return LINK.matcher(CODE.matcher(Repository.read(page)).replaceAll(""))
			.results()
			.map((found) -> found.group(1))
			.filter((link) -> !link.contains("://"))
			.toList();
	}

	private static boolean resolves(Path page, String link) {
		int hash = link.indexOf('#');
		String path = (hash < 0) ? link : link.substring(0, hash);
		Path target = path.isEmpty() ? page : page.resolveSibling(path).normalize();
		if (!Files.exists(target)) {
			return false;
		}
		return hash < 0 || HEADING.matcher(Repository.read(target))
			.results()
			.anyMatch((heading) -> slug(heading.group(1)).equals(link.substring(hash + 1)));
	}

	private static String slug(String heading) {
		return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
	}

}
