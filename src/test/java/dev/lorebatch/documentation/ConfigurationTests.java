package dev.lorebatch.documentation;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

import dev.lorebatch.config.Setting;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationTests {

	/** Read without a properties record, before there is a context. */
	private static final Set<String> READ_EARLY = Set.of("lore.database", "lore.projects[n].path");

	private static final Set<String> SWITCHES = Set.of("LORE_ROBOT", "LORE_GITLAB_TOKENFILE");

	private static final Pattern ROW = Pattern.compile("^\\| `(lore\\.[^`]+)` \\| `([A-Za-z_]+)` \\| (.*?) \\|",
			Pattern.MULTILINE);

	private static final Pattern VARIABLE = Pattern.compile("\\bLORE_[A-Z_n]+\\b");

	@Test
	void documentedKeysAreThoseThatExist() {
		Set<String> existing = new TreeSet<>(defaults().keySet());
		existing.addAll(READ_EARLY);
		assertThat(documented().keySet()).isEqualTo(existing);
	}

	@Test
	void keysThatAreCheckedEarlyAreThoseThatExist() {
		assertThat(Stream.of(Setting.values()).map(Setting::key))
			.containsExactlyInAnyOrderElementsOf(documented().keySet());
	}

	@Test
	void documentedDefaultsAreThoseOfTheProgram() {
		Map<String, Row> documented = documented();
		assertThat(defaults()).allSatisfy((key, value) -> assertThat(documented.get(key).defaultValue()).as(key)
			.isEqualTo(value.isEmpty() ? "none" : "`" + value + "`"));
	}

	@Test
	void keysReadEarlyAreRead() {
		String source = Repository.read("src/main/java/dev/lorebatch/config/LoreEnvironment.java");
		assertThat(source).contains("\"lore.database\"", "\"lore.projects\"", "record Project(String path)");
	}

	@Test
	void documentedVariablesSetTheirKeys() {
		assertThat(documented()).allSatisfy((key, row) -> {
			StandardEnvironment environment = new StandardEnvironment();
			environment.getPropertySources()
				.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								Map.of(row.variable().replace("_n_", "_0_"), "seen")));
			assertThat(Binder.get(environment).bind(key.replace("[n]", "[0]"), String.class).orElse("not seen"))
				.as(row.variable())
				.isEqualTo("seen");
		});
	}

	@Test
	void variablesInPagesAndExamplesExist() {
		Set<String> known = documented().values().stream().map(Row::variable).collect(Collectors.toSet());
		known.addAll(SWITCHES);
		assertThat(Repository.documents()).allSatisfy((file) -> assertThat(known).as(Repository.name(file))
			.containsAll(VARIABLE.matcher(Repository.read(file)).results().map((found) -> found.group()).toList()));
	}

	private static Map<String, Row> documented() {
		Map<String, Row> rows = new TreeMap<>();
		ROW.matcher(Repository.read("docs/reference/configuration.md"))
			.results()
			.forEach((found) -> rows.put(found.group(1), new Row(found.group(2), found.group(3))));
		return rows;
	}

	/**
	 * The keys of all properties records and their defaults, empty for none.
	 */
	private static Map<String, String> defaults() {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
		Map<String, String> keys = new LinkedHashMap<>();
		for (BeanDefinition found : scanner.findCandidateComponents("dev.lorebatch")) {
			Class<?> type = ClassUtils.resolveClassName(String.valueOf(found.getBeanClassName()), null);
			collect(type.getAnnotation(ConfigurationProperties.class).value(), type, keys);
		}
		return keys;
	}

	private static void collect(String prefix, Class<?> type, Map<String, String> keys) {
		for (RecordComponent component : type.getRecordComponents()) {
			String key = prefix + "." + kebabCase(name(type, component));
			if (component.getType().isRecord()) {
				collect(key, component.getType(), keys);
				continue;
			}
			DefaultValue value = parameter(type, component).getAnnotation(DefaultValue.class);
			keys.put(key, (value != null) ? String.join(",", value.value()) : "");
		}
	}

	private static String name(Class<?> type, RecordComponent component) {
		Name name = parameter(type, component).getAnnotation(Name.class);
		return (name != null) ? name.value() : component.getName();
	}

	/**
	 * The annotations are on the parameters of the canonical constructor.
	 */
	private static java.lang.reflect.Parameter parameter(Class<?> type, RecordComponent component) {
		for (java.lang.reflect.Parameter parameter : type.getDeclaredConstructors()[0].getParameters()) {
			if (parameter.getName().equals(component.getName())) {
				return parameter;
			}
		}
		throw new IllegalStateException(component.toString());
	}

	private static String kebabCase(String name) {
		return name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
	}

	private record Row(String variable, String defaultValue) {

	}

}
