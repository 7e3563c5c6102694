package dev.lorebatch.mirror;

import org.jspecify.annotations.Nullable;

/**
 * A label of an entity. Only its name is always known: lists without label details carry
 * nothing else.
 */
public record LabelRow(String name, @Nullable Long gitlabId, @Nullable String color, @Nullable String description) {

}
