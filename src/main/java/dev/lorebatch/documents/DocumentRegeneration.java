package dev.lorebatch.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ObjIntConsumer;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.queue.PendingEmbeddings;
import dev.lorebatch.search.ConfidentialPolicy;

/**
 * Makes the documents of sources equal to what the mirror and the policy for confidential
 * content say, in one transaction: documents, index entries, vectors that must go, the
 * note that vectors are needed.
 */
class DocumentRegeneration {

	/** In characters: so much is kept in memory to be written with one statement. */
	private static final int ENOUGH_TEXT = 1_000_000;

	private final Documents documents = new Documents();

	private final PendingEmbeddings pendingEmbeddings;

	private final ConfidentialPolicy policy;

	DocumentRegeneration(PendingEmbeddings pendingEmbeddings, ConfidentialPolicy policy) {
		this.pendingEmbeddings = pendingEmbeddings;
		this.policy = policy;
	}

	/**
	 * Regenerates.
	 * @param sources each of them once
	 * @param runId the run that owes the vectors
	 * @param counters told what was done: {@code created}, {@code updated} or
	 * {@code unchanged}, {@code reindexed}, {@code to_embed}, {@code redacted},
	 * {@code dropped}, {@code deleted}
	 */
	void regenerate(WriteTransaction tx, List<SourceKey> sources, String runId, ObjIntConsumer<String> counters) {
		DocumentBuilder builder = new DocumentBuilder(DocumentSources.read(tx, sources), this.policy);
		Set<SourceKey> stored = this.documents.findStored(tx, sources);
		List<DocumentChange> changes = new ArrayList<>();
		int length = 0;
		for (SourceKey source : sources) {
			Document document = builder.build(source);
			boolean dropped = document != null && document.owner().confidential()
					&& this.policy == ConfidentialPolicy.DROP;
			if (document == null || dropped) {
				count(counters, "deleted", this.documents.delete(tx, source) ? 1 : 0);
				count(counters, "dropped", dropped ? 1 : 0);
				continue;
			}
			changes.add(stored.contains(source) ? this.documents.compare(tx, source, document)
					: DocumentChange.created(source, document));
			length += document.text().content().length();
			if (length > ENOUGH_TEXT) {
				write(tx, changes, runId, counters);
				changes.clear();
				length = 0;
			}
		}
		write(tx, changes, runId, counters);
	}

	private void write(WriteTransaction tx, List<DocumentChange> changes, String runId,
			ObjIntConsumer<String> counters) {
		Map<SourceKey, Long> ids = this.documents.write(tx, changes);
		List<Long> searched = new ArrayList<>();
		for (DocumentChange change : changes) {
			long id = Objects.requireNonNull(ids.get(change.source()));
			count(change, counters);
			if (change.document().isSearched()) {
				searched.add(id);
			}
			else if (change.document().redacted() || change.isReindexed()) {
				// What other runs owe is theirs, unless the text that they owe it for
				// went away
				this.documents.deleteVectors(tx, id);
			}
		}
		count(counters, "to_embed", this.pendingEmbeddings.markIfNeeded(tx, searched, runId));
	}

	private static void count(DocumentChange change, ObjIntConsumer<String> counters) {
		count(counters, change.outcome().name().toLowerCase(Locale.ROOT), 1);
		count(counters, "reindexed", change.isReindexed() ? 1 : 0);
		count(counters, "redacted", change.document().redacted() ? 1 : 0);
	}

	private static void count(ObjIntConsumer<String> counters, String counter, int happened) {
		if (happened > 0) {
			counters.accept(counter, happened);
		}
	}

}
