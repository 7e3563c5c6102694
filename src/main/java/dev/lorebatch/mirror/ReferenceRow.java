package dev.lorebatch.mirror;

/**
 * A reference to another entity.
 *
 * @param type {@code closes}, {@code closed_by}, {@code mentions} or {@code mentioned_in}
 * @param targetType {@code issue}, {@code merge_request} or {@code external}
 * @param targetProjectPath full path of the target's project, empty for external ones
 * @param targetKey the IID, or the id in the external tracker
 */
public record ReferenceRow(String type, String targetType, String targetProjectPath, String targetKey) {

}
