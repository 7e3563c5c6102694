package dev.lorebatch.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.LoreException;

/**
 * Flattens YAML to keys and texts. Spring's loader does not say where a key stands, and
 * expands aliases without bound; settings need none. No message repeats a value, it may
 * be a token.
 */
final class YamlSettings {

	/** Not ours: what they mean, and whether they are right, the frameworks know. */
	private static final Set<String> FOREIGN = Set.of("spring", "logging", "debug");

	private final String file;

	private final Map<String, Object> values = new LinkedHashMap<>();

	private final Map<String, Integer> lines = new LinkedHashMap<>();

	private final List<String> problems = new ArrayList<>();

	private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

	YamlSettings(String file) {
		this.file = file;
	}

	Map<String, Object> values() {
		return this.values;
	}

	Map<String, Integer> lines() {
		return this.lines;
	}

	List<String> problems() {
		return this.problems;
	}

	/**
	 * @throws LoreException with {@link ExitCode#CONFIG_INVALID} if the text is no YAML,
	 * or YAML of another form
	 */
	void read(String text) {
		Node root = compose(text);
		if (root instanceof MappingNode mapping) {
			addMapping("", mapping);
		}
		else if (root != null && !isNull(root)) {
			throw invalid("its root must have keys, like `lore:`", root.getStartMark());
		}
	}

	private @Nullable Node compose(String text) {
		try {
			return new Yaml(new LoaderOptions()).compose(new StringReader(text));
		}
		catch (MarkedYAMLException ex) {
			throw invalid("it is not valid YAML: " + withoutName(String.valueOf(ex.getProblem())), ex.getProblemMark());
		}
		catch (RuntimeException ex) {
			// The parser has more ways to say so than its own exception
			String reason = String.valueOf(ex.getMessage()).lines().findFirst().orElse("");
			throw invalid("it is not valid YAML: " + reason, null);
		}
	}

	/**
	 * The parser repeats the name of an alias, which is whatever follows a {@code *}.
	 */
	private static String withoutName(String problem) {
		return problem.replaceFirst("(?s)\\b(alias|tag|anchor|directive) .*", "$1");
	}

	private void add(String key, Node node) {
		if (!this.seen.add(node)) {
			throw invalid("it uses an alias, write the value out", node.getStartMark());
		}
		if (node instanceof MappingNode mapping) {
			addMapping(key + ".", mapping);
		}
		else if (node instanceof SequenceNode sequence) {
			int index = 0;
			for (Node element : sequence.getValue()) {
				add(key + "[" + index++ + "]", element);
			}
		}
		else if (node instanceof ScalarNode scalar && !(isNull(scalar) && isGroup(key))) {
			addValue(key, scalar);
		}
	}

	private void addMapping(String prefix, MappingNode mapping) {
		Set<String> keys = new HashSet<>();
		for (NodeTuple entry : mapping.getValue()) {
			if (!(entry.getKeyNode() instanceof ScalarNode key) || key.getValue().isBlank()) {
				throw invalid("a key is no text", entry.getKeyNode().getStartMark());
			}
			String name = prefix + key.getValue().strip();
			if (!keys.add(name)) {
				throw invalid(Excerpt.of(name) + " is there twice", key.getStartMark());
			}
			add(name, entry.getValueNode());
		}
	}

	private void addValue(String key, ScalarNode scalar) {
		int line = scalar.getStartMark().getLine() + 1;
		String known = FOREIGN.contains(key.split("[.\\[]", 2)[0]) ? key : Setting.canonical(key);
		if (known == null) {
			this.problems.add("%s is not a setting (%s, line %d), did you mean %s?".formatted(Excerpt.of(key),
					this.file, line, Setting.nearest(key).key()));
			return;
		}
		if (this.lines.putIfAbsent(known, line) != null) {
			this.problems.add("%s is there twice (%s, lines %d and %d)".formatted(Excerpt.of(known), this.file,
					this.lines.get(known), line));
			return;
		}
		this.values.put(known, isNull(scalar) ? "" : scalar.getValue());
	}

	/**
	 * A group without settings, {@code lore:} and nothing below it.
	 */
	private static boolean isGroup(String key) {
		for (Setting setting : Setting.values()) {
			if (setting.key().startsWith(key + ".") || setting.key().startsWith(key + "[")) {
				return true;
			}
		}
		return false;
	}

	private static boolean isNull(Node node) {
		return node.getTag().equals(Tag.NULL);
	}

	private LoreException invalid(String why, @Nullable Mark mark) {
		String where = (mark != null) ? " (line %d)".formatted(mark.getLine() + 1) : "";
		return new LoreException(ExitCode.CONFIG_INVALID,
				"the configuration file %s is not valid: %s%s".formatted(this.file, Excerpt.of(why), where));
	}

}
