package dev.lorebatch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a run of one issue spends its time: Java writes down when each class is used
 * first, and one class of each part tells when that part begins.
 */
final class StartProfile {

	private static final Pattern USED = Pattern.compile("\\[(\\d+\\.\\d+)s\\].* Initializing '([^']+)'");

	/** What begins when a class of that name is used first, in this order. */
	private static final Map<String, String> PARTS = new LinkedHashMap<>();

	static {
		PARTS.put("dev.lorebatch.LoreBatchApplication", "command line: options, settings, what is wrong with them");
		PARTS.put("org.springframework.boot.SpringApplication", "Spring Boot");
		PARTS.put("org.springframework.beans.factory.support.DefaultListableBeanFactory",
				"Spring: bean definitions, the beans that the command needs");
		PARTS.put("org.sqlite.core.NativeDB", "SQLite's library, opening the database, the pool");
		PARTS.put("org.springframework.batch.core.repository.support.JobRepositoryFactoryBean",
				"Spring Batch: repository, job, steps");
		PARTS.put("dev.lorebatch.lock.RunLease", "the run: five phases, 8 requests, the ledger");
		PARTS.put("dev.lorebatch.cli.RunReport", "the answer");
	}

	private final Map<String, Double> millis = new LinkedHashMap<>();

	private int classes;

	/**
	 * Lets Java write it down.
	 */
	static String option(Path log) {
		return "-Xlog:class+init=info:file=%s:uptime".formatted(log);
	}

	/**
	 * Reads what {@link #option} wrote.
	 */
	static StartProfile read(Path log) throws IOException {
		StartProfile profile = new StartProfile();
		List<Map.Entry<String, String>> left = new ArrayList<>(PARTS.entrySet());
		String part = "Java itself, and the jar";
		double begin = 0;
		double last = 0;
		for (String line : Files.readAllLines(log)) {
			Matcher used = USED.matcher(line);
			if (!used.find()) {
				continue;
			}
			last = Double.parseDouble(used.group(1)) * 1_000;
			profile.classes++;
			if (!left.isEmpty() && used.group(2).replace('/', '.').equals(left.get(0).getKey())) {
				profile.millis.put(part, last - begin);
				part = left.remove(0).getValue();
				begin = last;
			}
		}
		profile.millis.put(part, last - begin);
		if (!left.isEmpty()) {
			throw new IllegalStateException("Class %s was not used".formatted(left.get(0).getKey()));
		}
		return profile;
	}

	/**
	 * Milliseconds of each part, in order.
	 */
	Map<String, Double> millis() {
		return this.millis;
	}

	double total() {
		return this.millis.values().stream().mapToDouble(Double::doubleValue).sum();
	}

	/**
	 * How many classes were used.
	 */
	int classes() {
		return this.classes;
	}

}
