package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.lorebatch.database.DatabaseFile;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.maintenance.CheckReport;
import dev.lorebatch.maintenance.Finding;
import dev.lorebatch.maintenance.Severity;

/**
 * What {@code db check} found, for machines and for people.
 */
class CheckResult {

	private final DatabaseFile file;

	private final boolean quick;

	private final CheckReport report;

	private final Output output;

	CheckResult(DatabaseFile file, boolean quick, CheckReport report, Output output) {
		this.file = file;
		this.quick = quick;
		this.report = report;
		this.output = output;
	}

	Map<String, Object> toJson() {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("database", this.file.path().toString());
		data.put("schema_version", this.report.schemaVersion());
		data.put("quick", this.quick);
		data.put("errors", this.report.count(Severity.ERROR));
		data.put("warnings", this.report.count(Severity.WARNING));
		List<Map<String, Object>> checks = new ArrayList<>();
		this.report.checks().forEach((name, findings) -> {
			Map<String, Object> check = new LinkedHashMap<>();
			check.put("check", name);
			check.put("status", status(findings));
			checks.add(check);
		});
		data.put("checks", checks);
		data.put("findings", this.report.findings().stream().map(this::toJson).toList());
		data.put("recovery_actions", this.output.actions(List.copyOf(actions())));
		return data;
	}

	TerminalText describe() {
		TerminalText text = new TerminalText();
		text.line("%-20s %-8s %6s  %s", "CHECK", "STATUS", "COUNT", "PROBLEM");
		this.report.checks().forEach((name, findings) -> {
			if (findings.isEmpty()) {
				text.line("%-20s %s", name, "ok");
			}
			findings.forEach((finding) -> describe(finding, text));
		});
		text.line("%d errors, %d warnings", this.report.count(Severity.ERROR), this.report.count(Severity.WARNING));
		for (RecoveryAction action : actions()) {
			text.line("next: %s  # %s", this.output.nextCommand().render(action), action.description());
		}
		return text;
	}

	private static void describe(Finding finding, TerminalText text) {
		text.line("%-20s %-8s %6d  %s", finding.check(), lowerCase(finding.severity()), finding.count(),
				finding.problem());
		finding.examples().forEach((example) -> text.line("%38s%s", "", example));
		if (finding.count() > finding.examples().size() && !finding.examples().isEmpty()) {
			text.line("%38s...", "");
		}
		text.line("%38shint: %s", "", finding.suggestion());
	}

	private Map<String, Object> toJson(Finding finding) {
		Map<String, Object> entry = new LinkedHashMap<>();
		entry.put("check", finding.check());
		entry.put("severity", lowerCase(finding.severity()));
		entry.put("problem", finding.problem());
		entry.put("count", finding.count());
		entry.put("examples", finding.examples());
		entry.put("suggestion", finding.suggestion());
		entry.put("actions", this.output.actions(finding.actions()));
		return entry;
	}

	private Set<RecoveryAction> actions() {
		Set<RecoveryAction> actions = new LinkedHashSet<>();
		this.report.findings().forEach((finding) -> actions.addAll(finding.actions()));
		return actions;
	}

	private static String status(List<Finding> findings) {
		return findings.stream()
			.map(Finding::severity)
			.max(Severity::compareTo)
			.map(CheckResult::lowerCase)
			.orElse("ok");
	}

	private static String lowerCase(Severity severity) {
		return severity.name().toLowerCase(Locale.ROOT);
	}

}
