package dev.lorebatch.embedding;

/**
 * What is embedded of a document.
 *
 * @param contentHash says later whether the document is still the same
 */
record EmbeddableDocument(long id, String title, String content, String contentHash) {

}
