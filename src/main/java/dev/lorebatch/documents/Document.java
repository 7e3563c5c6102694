package dev.lorebatch.documents;

/**
 * A document as it is to be stored.
 *
 * @param projectId local id of the project
 * @param truncated whether the content was cut to the largest size
 */
record Document(long projectId, String title, String content, boolean truncated) {

}
