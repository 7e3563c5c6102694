package dev.lorebatch.documents;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.search.ConfidentialPolicy;

/**
 * Makes the document of an issue, merge request or discussion from the mirror's rows.
 */
class DocumentBuilder {

	private final DocumentSources sources;

	private final EntityDocuments entities;

	private final DiscussionDocuments discussions;

	DocumentBuilder(DocumentSources sources, ConfidentialPolicy policy) {
		this.sources = sources;
		boolean redact = policy == ConfidentialPolicy.REDACT;
		this.entities = new EntityDocuments(sources, redact);
		this.discussions = new DiscussionDocuments(sources, redact);
	}

	/**
	 * The document of the source, {@code null} if the source is gone.
	 */
	@Nullable Document build(SourceKey source) {
		SourceRow row = this.sources.find(source);
		if (row == null) {
			return null;
		}
		return switch (source.type()) {
			case ISSUE -> this.entities.issue(source, row);
			case MERGE_REQUEST -> this.entities.mergeRequest(source, row);
			case DISCUSSION -> this.discussions.discussion(source, row);
		};
	}

}
