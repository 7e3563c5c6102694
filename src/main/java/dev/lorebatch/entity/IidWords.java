package dev.lorebatch.entity;

/**
 * Words of messages about a place where an issue or a merge request is to be named.
 *
 * @param expected what should stand there
 * @param examples what can stand there
 * @param other what to do with one of the other kind
 */
record IidWords(String expected, String examples, String other) {

	/**
	 * Words for the repeatable options {@code --issue} and {@code --mr}.
	 */
	static IidWords ofOption(EntityKind kind) {
		return new IidWords("an IID of " + kind.option(), "%1$s 123 or %1$s 123,124".formatted(kind.option()),
				"use %s for it".formatted(kind.other().option()));
	}

	/**
	 * Words for an argument that names one.
	 * @param other what to do with one of the other kind
	 */
	static IidWords ofArgument(EntityKind kind, String other) {
		return new IidWords("the IID of " + kind.withArticle(), "123", other);
	}

}
