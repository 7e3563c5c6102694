package dev.lorebatch.documents;

import java.util.Locale;
import java.util.function.ObjIntConsumer;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.queue.PendingEmbeddings;
import dev.lorebatch.queue.SourceType;
import dev.lorebatch.search.ConfidentialPolicy;

/**
 * Makes the document of one source equal to what the mirror and the policy for
 * confidential content say, in one transaction: document, index entry, vectors that must
 * go, the note that vectors are needed.
 */
class DocumentRegeneration {

	private final Documents documents = new Documents();

	private final PendingEmbeddings pendingEmbeddings;

	private final ConfidentialPolicy policy;

	DocumentRegeneration(PendingEmbeddings pendingEmbeddings, ConfidentialPolicy policy) {
		this.pendingEmbeddings = pendingEmbeddings;
		this.policy = policy;
	}

	/**
	 * Regenerates.
	 * @param runId the run that owes the vectors
	 * @param counters told what was done: {@code created}, {@code updated} or
	 * {@code unchanged}, {@code reindexed}, {@code to_embed}, {@code redacted},
	 * {@code dropped}, {@code deleted}
	 */
	void regenerate(WriteTransaction tx, SourceType type, long sourceId, String runId,
			ObjIntConsumer<String> counters) {
		Document document = new DocumentBuilder(new DocumentSources(tx), this.policy).build(type, sourceId);
		boolean dropped = document != null && document.owner().confidential() && this.policy == ConfidentialPolicy.DROP;
		if (document == null || dropped) {
			boolean deleted = this.documents.delete(tx, type, sourceId);
			count(counters, "deleted", deleted);
			count(counters, "dropped", dropped);
			return;
		}
		Documents.Written written = this.documents.write(tx, type, sourceId, document);
		count(counters, written.outcome().name().toLowerCase(Locale.ROOT), true);
		count(counters, "reindexed", written.reindexed());
		count(counters, "redacted", document.redacted());
		if (!document.isSearched()) {
			// What other runs owe is theirs, unless the text that they owe it for went
			// away
			if (document.redacted() || written.reindexed()) {
				this.documents.deleteVectors(tx, written.id());
			}
			return;
		}
		count(counters, "to_embed",
				this.pendingEmbeddings.markIfNeeded(tx, written.id(), written.contentHash(), runId));
	}

	private static void count(ObjIntConsumer<String> counters, String counter, boolean happened) {
		if (happened) {
			counters.accept(counter, 1);
		}
	}

}
