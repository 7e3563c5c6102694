package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.run.EntityOutcome;
import dev.lorebatch.run.Receipt;
import dev.lorebatch.run.RefusedSets;
import dev.lorebatch.run.RunEntity;
import dev.lorebatch.run.Verification;

/**
 * The convergence receipts of a run, for machines and for people.
 */
record ReceiptReport(List<RunEntity> entities) {

	private static final JsonMapper JSON = new JsonMapper();

	/**
	 * The receipt as fields of an entity.
	 */
	static Map<String, @Nullable Object> fields(Receipt receipt) {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		fields.put("verification", receipt.verification().value());
		fields.put("verification_note", receipt.note());
		fields.put("verified_at", receipt.verifiedAt());
		fields.put("verify_rounds", receipt.rounds());
		fields.put("settling", receipt.settlesAt() != null);
		fields.put("settles_at", receipt.settlesAt());
		RefusedSets refused = RefusedSets.of(receipt.refused());
		fields.put("refused", (refused != null) ? refused.json() : null);
		fields.put("dependents", (receipt.dependents() != null) ? JSON.readTree(receipt.dependents()) : null);
		return fields;
	}

	/**
	 * How many entities are in which state.
	 */
	Map<String, Object> toJson() {
		Map<String, Object> counts = new LinkedHashMap<>();
		for (Verification verification : Verification.values()) {
			counts.put(verification.value(),
					this.entities.stream().filter((row) -> row.receipt().verification() == verification).count());
		}
		counts.put("settling", this.entities.stream().filter((row) -> row.receipt().settlesAt() != null).count());
		return counts;
	}

	/**
	 * Behind what happened to an entity; empty if nobody asked for a receipt.
	 */
	static String describe(Receipt receipt) {
		String state = switch (receipt.verification()) {
			case VERIFIED -> (receipt.rounds() > 0) ? ", verified after it moved" : ", verified";
			case MOVING -> ", still moving";
			case UNPROVEN -> (receipt.note() != null) ? ", unproven: " + receipt.note() : "";
		};
		RefusedSets refused = RefusedSets.of(receipt.refused());
		state += (refused != null) ? ", refused: " + refused.names() : "";
		return state + ((receipt.settlesAt() != null) ? ", settling until " + receipt.settlesAt() : "");
	}

	/**
	 * Whether nothing about a synced entity needs attention.
	 */
	static boolean isFine(RunEntity row) {
		return row.outcome() == EntityOutcome.SYNCED && !row.receipt().isOpen() && row.receipt().refused() == null;
	}

	/**
	 * The command that looks again at what is not proven, or could still change unseen.
	 */
	List<RecoveryAction> lookAgain(@Nullable String project) {
		List<RunEntity> open = this.entities.stream().filter((row) -> row.receipt().isOpen()).toList();
		if (open.isEmpty() || project == null) {
			return List.of();
		}
		List<String> arguments = new ArrayList<>(List.of("sync", "-p", project));
		for (EntityKind kind : EntityKind.values()) {
			String iids = open.stream()
				.filter((row) -> row.entity().kind() == kind)
				.map((row) -> String.valueOf(row.entity().iid()))
				.collect(Collectors.joining(","));
			if (!iids.isEmpty()) {
				arguments.addAll(List.of(kind.option(), iids));
			}
		}
		String from = open.stream()
			.map((row) -> row.receipt().settlesAt())
			.filter(Objects::nonNull)
			.max(String::compareTo)
			.map((time) -> ", from " + time + " on")
			.orElse("");
		return List.of(new RecoveryAction("look again at what is settling, moving or unproven" + from, arguments));
	}

}
