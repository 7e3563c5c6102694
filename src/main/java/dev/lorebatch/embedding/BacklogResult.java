package dev.lorebatch.embedding;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.LoreException;

/**
 * What became of the documents of the backlog.
 *
 * @param requeued how many were added because their vectors were missing or out of date
 * @param documents how many got new vectors
 * @param vectors how many vectors that makes
 * @param alreadyCurrent how many turned out to have theirs
 * @param failed how many gave no usable vectors
 * @param pending how many still need vectors
 * @param givenUp how many of those are left alone because they failed too often
 * @param model what is known of the model
 * @param firstFailure of a document, {@code null} if none failed
 * @param outage why the work ended before its time, {@code null} if it did not
 */
public record BacklogResult(long requeued, long documents, long vectors, long alreadyCurrent, long failed, long pending,
		long givenUp, ModelFindings model, @Nullable LoreException firstFailure, @Nullable LoreException outage) {

	/**
	 * What the command ends with, {@code null} if it did something useful or had nothing
	 * to do. Documents that fail while others work are a warning.
	 */
	public @Nullable LoreException failure() {
		if (this.outage != null) {
			return this.outage;
		}
		boolean nothingWorked = this.documents == 0 && this.alreadyCurrent == 0;
		return (nothingWorked && this.firstFailure != null) ? this.firstFailure : null;
	}

}
