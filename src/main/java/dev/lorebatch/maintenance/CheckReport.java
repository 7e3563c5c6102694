package dev.lorebatch.maintenance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the checks found.
 *
 * @param schemaVersion the version of the schema
 * @param checks findings by the name of the check, in the order they were made; an empty
 * list where all is well
 */
public record CheckReport(int schemaVersion, Map<String, List<Finding>> checks) {

	public CheckReport {
		checks = new LinkedHashMap<>(checks);
	}

	/**
	 * The worst first.
	 */
	public List<Finding> findings() {
		List<Finding> findings = new ArrayList<>();
		this.checks.values().forEach(findings::addAll);
		findings.sort((left, right) -> right.severity().compareTo(left.severity()));
		return findings;
	}

	public long count(Severity severity) {
		return findings().stream().filter((finding) -> finding.severity() == severity).count();
	}

}
