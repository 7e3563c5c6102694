package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.embedding.BacklogResult;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.vector.EmbeddingProfile;

/**
 * What {@code embed} did, for machines and for people.
 */
record EmbedReport(EmbeddingProfile profile, BacklogResult result, long elapsedMillis) {

	Map<String, @Nullable Object> toJson() {
		Map<String, @Nullable Object> data = new LinkedHashMap<>();
		data.put("provider", this.profile.provider());
		data.put("model", this.profile.model());
		data.put("model_digest", this.result.model().version().digest());
		data.put("requeued", this.result.requeued());
		data.put("documents", this.result.documents());
		data.put("vectors", this.result.vectors());
		data.put("already_current", this.result.alreadyCurrent());
		data.put("failed", this.result.failed());
		data.put("pending", this.result.pending());
		data.put("given_up", this.result.givenUp());
		data.put("unproven", this.result.model().unproven());
		data.put("documents_per_second", rate());
		data.put("warnings", warnings());
		return data;
	}

	TerminalText describe() {
		TerminalText text = new TerminalText();
		text.line("embed with %s, model %s", this.profile.provider(), this.profile.model());
		text.line("  %d documents, %d vectors in %d ms (%d documents/s)", this.result.documents(),
				this.result.vectors(), this.elapsedMillis, rate());
		if (this.result.requeued() > 0) {
			text.line("  %d documents had been missed by runs or were out of date", this.result.requeued());
		}
		if (this.result.pending() == 0) {
			text.line("  every document has its vectors");
		}
		else {
			text.line("  %d documents are still pending", this.result.pending());
		}
		warnings().forEach((warning) -> text.line("warning: %s", warning));
		return text;
	}

	/**
	 * What helps with the warnings.
	 */
	List<RecoveryAction> actions() {
		List<RecoveryAction> actions = new ArrayList<>();
		if (this.result.failed() > 0 || this.result.givenUp() > 0) {
			actions.add(RecoveryAction.of("try the failed documents again", "embed", "--retry-failed"));
		}
		if (this.result.model().unasked() != null) {
			actions.add(RecoveryAction.of("compare with the model again, once the cause is gone", "embed"));
		}
		if (this.result.model().unproven() > 0) {
			actions.add(RecoveryAction.of("make vectors whose model is not known again", "embed", "--unproven"));
		}
		return actions;
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
		LoreException unasked = this.result.model().unasked();
		if (unasked != null && this.result.outage() == null) {
			warnings.add(
					"it is unproven that vectors are of the model as it is now, only their dimensions were compared: %s"
						.formatted(unasked.getMessage()));
		}
		if (this.result.model().unproven() > 0) {
			warnings.add("it is unproven which version of the model made the vectors of %d documents"
				.formatted(this.result.model().unproven()));
		}
		return warnings;
	}

	private long rate() {
		return Math.round(this.result.documents() * 1_000.0 / Math.max(this.elapsedMillis, 1));
	}

}
