package dev.lorebatch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;

/**
 * Measures the source of the program: how long files and methods are, how many parameters
 * constructors have, how often code asks which kind of run it is. Runs from its source
 * file, needs nothing but a JDK; {@code scripts/measure} calls it.
 */
public final class HouseMeasures {

	/** More parameters are a thing without a name. */
	private static final int MANY = 6;

	private static final Pattern KIND_OF_RUN = Pattern.compile("instanceof (SurgicalRequest|ProjectSyncRequest)\\b"
			+ "|RunMode\\.(SURGICAL|INCREMENTAL|FULL)\\b|\\bisSurgical\\b|\\bthis\\.surgical\\b");

	private static final Set<String> FRAGMENTS = Set.of("What", "Whether", "How", "One", "As", "The same");

	private static final Set<String> FINAL_TYPES = Set.of("AtomicInteger", "AtomicLong", "AtomicBoolean",
			"AtomicReference", "ThreadLocal", "ConcurrentHashMap", "CopyOnWriteArrayList", "ArrayList", "HashMap");

	private final List<Integer> fileLines = new ArrayList<>();

	private final List<Integer> methodLines = new ArrayList<>();

	private final Map<String, Integer> filesByPackage = new TreeMap<>();

	private final List<String> constructors = new ArrayList<>();

	private final List<String> records = new ArrayList<>();

	private final List<String> beanMethods = new ArrayList<>();

	private final List<String> statics = new ArrayList<>();

	private final List<String> fragments = new ArrayList<>();

	private final Map<String, Integer> kinds = new HashMap<>();

	private int types;

	private int hidden;

	private int documented;

	private HouseMeasures() {
	}

	/**
	 * Prints the measures, with every place that is beyond its bound if {@code --places}
	 * is given.
	 */
	public static void main(String... arguments) throws IOException {
		HouseMeasures measures = new HouseMeasures();
		measures.read(Path.of("src/main/java"));
		long test = lines(Path.of("src/test/java"));
		measures.print(test, List.of(arguments).contains("--places"));
	}

	private void read(Path root) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			JavacTask task = (JavacTask) compiler.getTask(null, files, null, null, null,
					files.getJavaFileObjectsFromPaths(sources(root)));
			DocTrees trees = DocTrees.instance(task);
			for (CompilationUnitTree unit : task.parse()) {
				read(unit, trees);
			}
		}
	}

	private void read(CompilationUnitTree unit, DocTrees trees) throws IOException {
		String source = unit.getSourceFile().getCharContent(true).toString();
		this.fileLines.add((int) source.lines().count());
		String name = String.valueOf(unit.getPackageName());
		this.filesByPackage.merge(name, 1, Integer::sum);
		int questions = (int) KIND_OF_RUN.matcher(source).results().count();
		if (questions > 0) {
			this.kinds.put(unit.getSourceFile().getName().replaceFirst(".*/", ""), questions);
		}
		new Reader(unit, trees).scan(unit, null);
	}

	private static List<Path> sources(Path root) throws IOException {
		try (Stream<Path> files = Files.walk(root)) {
			return files.filter((file) -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
				.sorted()
				.toList();
		}
	}

	private static long lines(Path root) throws IOException {
		long lines = 0;
		for (Path file : sources(root)) {
			lines += Files.readAllLines(file).size();
		}
		return lines;
	}

	private void print(long test, boolean places) {
		long main = this.fileLines.stream().mapToLong(Integer::longValue).sum();
		int questions = this.kinds.values().stream().mapToInt(Integer::intValue).sum();
		Map.Entry<String, Integer> largest = Collections.max(this.filesByPackage.entrySet(),
				Map.Entry.comparingByValue());
		row("files, lines", "%d, %d".formatted(this.fileLines.size(), main), "");
		row("file lines, median / p90 / max", spread(this.fileLines), "60 / 160 / 400");
		row("method lines, median / p90 / max", spread(this.methodLines), "- / 14 / 34");
		row("package-private types", "%.1f %%".formatted(100.0 * this.hidden / this.types), "50 % or more");
		row("constructors of more than 6 parameters", this.constructors.size(), "3");
		row("records of more than 6 components", this.records.size(), "");
		row("bean methods of more than 6 parameters", this.beanMethods.size(), "0");
		row("static fields that change", this.statics.size(), "0");
		row("questions after the kind of run", questions, "2");
		row("most files in a package", "%d (%s)".formatted(largest.getValue(), largest.getKey()), "35");
		row("Javadoc of types that begins with a fragment",
				"%.1f %%".formatted(100.0 * this.fragments.size() / Math.max(1, this.documented)), "2 %");
		row("lines of tests to lines of the program", "%.2f".formatted((double) test / main), "1 or more");
		if (places) {
			places("Constructors", this.constructors);
			places("Records", this.records);
			places("Bean methods", this.beanMethods);
			places("Static fields", this.statics);
			places("Questions", this.kinds.entrySet().stream().map(String::valueOf).sorted().toList());
			places("Javadoc", this.fragments);
		}
	}

	private static void row(String name, Object value, String bound) {
		System.out.printf(Locale.ROOT, "%-48s %-28s %s%n", name, value, bound.isEmpty() ? "" : "bound: " + bound);
	}

	private static void places(String title, List<String> places) {
		System.out.printf(Locale.ROOT, "%n%s%n", title);
		places.forEach((place) -> System.out.println("  " + place));
	}

	private static String spread(List<Integer> lines) {
		List<Integer> sorted = lines.stream().sorted().toList();
		return "%d / %d / %d".formatted(sorted.get(sorted.size() / 2), sorted.get(sorted.size() * 9 / 10),
				sorted.get(sorted.size() - 1));
	}

	/**
	 * Walks through the types of one file.
	 */
	private final class Reader extends TreePathScanner<Void, Void> {

		private final CompilationUnitTree unit;

		private final DocTrees trees;

		private final SourcePositions positions;

		private Reader(CompilationUnitTree unit, DocTrees trees) {
			this.unit = unit;
			this.trees = trees;
			this.positions = ((Trees) trees).getSourcePositions();
		}

		@Override
		public Void visitClass(ClassTree type, Void nothing) {
			String name = type.getSimpleName().toString();
			boolean top = getCurrentPath().getParentPath().getLeaf() == this.unit;
			if (top) {
				HouseMeasures.this.types++;
				HouseMeasures.this.hidden += type.getModifiers().getFlags().contains(Modifier.PUBLIC) ? 0 : 1;
			}
			String comment = this.trees.getDocComment(getCurrentPath());
			if (comment != null && !name.isEmpty()) {
				HouseMeasures.this.documented++;
				String text = comment.strip();
				if (FRAGMENTS.stream().anyMatch((word) -> text.startsWith(word + " "))) {
					HouseMeasures.this.fragments.add(name + ": " + text.lines().findFirst().orElse(""));
				}
			}
			if (type.getKind() == Tree.Kind.RECORD) {
				long components = type.getMembers()
					.stream()
					.filter((member) -> member instanceof VariableTree field
							&& !field.getModifiers().getFlags().contains(Modifier.STATIC))
					.count();
				if (components > MANY) {
					HouseMeasures.this.records.add("%s %d".formatted(name, components));
				}
			}
			type.getMembers().forEach((member) -> readStatic(name, member));
			return super.visitClass(type, nothing);
		}

		private void readStatic(String type, Tree member) {
			if (member instanceof VariableTree field && field.getModifiers().getFlags().contains(Modifier.STATIC)) {
				boolean constant = field.getModifiers().getFlags().contains(Modifier.FINAL);
				String declared = String.valueOf(field.getType()).replaceFirst("<.*", "");
				if (!constant || FINAL_TYPES.contains(declared)) {
					HouseMeasures.this.statics.add("%s.%s".formatted(type, field.getName()));
				}
			}
		}

		@Override
		public Void visitMethod(MethodTree method, Void nothing) {
			ClassTree type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
			long start = this.positions.getStartPosition(this.unit, method);
			if (method.getBody() != null && start >= 0) {
				long body = this.positions.getStartPosition(this.unit, method.getBody());
				long end = this.positions.getEndPosition(this.unit, method.getBody());
				long lines = this.unit.getLineMap().getLineNumber(end) - this.unit.getLineMap().getLineNumber(body) + 1;
				HouseMeasures.this.methodLines.add((int) lines);
			}
			int parameters = method.getParameters().size();
			if (parameters > MANY) {
				boolean bean = method.getModifiers()
					.getAnnotations()
					.stream()
					.anyMatch((annotation) -> annotation.getAnnotationType().toString().equals("Bean"));
				String place = "%s.%s %d".formatted(type.getSimpleName(), method.getName(), parameters);
				if (bean) {
					HouseMeasures.this.beanMethods.add(place);
				}
				else if (method.getName().contentEquals("<init>") && type.getKind() != Tree.Kind.RECORD) {
					HouseMeasures.this.constructors.add(place);
				}
			}
			return super.visitMethod(method, nothing);
		}

	}

}
