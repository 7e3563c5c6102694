package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.lorebatch.embedding.BacklogResult;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.vector.EmbeddingProfile;

/**
 * What {@code embed} did, for machines and for people.
 */
record EmbedReport(EmbeddingProfile profile, BacklogResult result, long elapsedMillis) {

	Map<String, Object> toJson() {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("provider", this.profile.provider());
		data.put("model", this.profile.model());
		data.put("requeued", this.result.requeued());
		data.put("documents", this.result.documents());
		data.put("vectors", this.result.vectors());
		data.put("already_current", this.result.alreadyCurrent());
		data.put("failed", this.result.failed());
		data.put("pending", this.result.pending());
		data.put("given_up", this.result.givenUp());
		data.put("documents_per_second", rate());
		data.put("warnings", warnings());
		return data;
	}

	String describe() {
		StringBuilder text = new StringBuilder();
		text.append("embed with %s, model %s%n".formatted(this.profile.provider(), this.profile.model()));
		text.append("  %d documents, %d vectors in %d ms (%d documents/s)%n".formatted(this.result.documents(),
				this.result.vectors(), this.elapsedMillis, rate()));
		if (this.result.requeued() > 0) {
			text.append(
					"  %d documents had been missed by runs or were out of date%n".formatted(this.result.requeued()));
		}
		text.append((this.result.pending() == 0) ? "  every document has its vectors%n".formatted()
				: "  %d documents are still pending%n".formatted(this.result.pending()));
		warnings().forEach((warning) -> text.append("warning: %s%n".formatted(warning)));
		return text.toString();
	}

	/**
	 * What helps with the warnings.
	 */
	List<RecoveryAction> actions() {
		return warnings().isEmpty() ? List.of()
				: List.of(RecoveryAction.of("try the failed documents again", "embed", "--retry-failed"));
	}

	private List<String> warnings() {
		List<String> warnings = new ArrayList<>();
		if (this.result.failed() > 0 && this.result.firstFailure() != null) {
			warnings.add("%d documents have no vectors yet: %s".formatted(this.result.failed(),
					this.result.firstFailure().getMessage()));
		}
		if (this.result.givenUp() > 0) {
			warnings.add("%d documents failed too often and are left alone".formatted(this.result.givenUp()));
		}
		return warnings;
	}

	private long rate() {
		return Math.round(this.result.documents() * 1_000.0 / Math.max(this.elapsedMillis, 1));
	}

}
