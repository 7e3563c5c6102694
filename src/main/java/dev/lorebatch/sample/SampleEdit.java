package dev.lorebatch.sample;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What to change on an issue or a merge request; what is not named stays as it is.
 */
public final class SampleEdit {

	private String by = "keeper";

	private @Nullable String title;

	private boolean describes;

	private @Nullable String description;

	private @Nullable String state;

	private @Nullable List<String> labels;

	private @Nullable Boolean confidential;

	SampleEdit() {
	}

	/**
	 * Sets who makes the change; {@code keeper} unless said.
	 */
	public SampleEdit by(String username) {
		this.by = username;
		return this;
	}

	public SampleEdit title(String title) {
		this.title = title;
		return this;
	}

	public SampleEdit description(@Nullable String description) {
		this.describes = true;
		this.description = description;
		return this;
	}

	/**
	 * Sets the state as GitLab names it: {@code opened}, {@code closed}, {@code merged}
	 * or {@code locked}.
	 */
	public SampleEdit state(String state) {
		this.state = state;
		return this;
	}

	/**
	 * Replaces the labels.
	 */
	public SampleEdit labels(String... labels) {
		this.labels = List.of(labels);
		return this;
	}

	public SampleEdit confidential(boolean confidential) {
		this.confidential = confidential;
		return this;
	}

	String by() {
		return this.by;
	}

	@Nullable String title() {
		return this.title;
	}

	boolean describes() {
		return this.describes;
	}

	@Nullable String description() {
		return this.description;
	}

	@Nullable String state() {
		return this.state;
	}

	@Nullable List<String> labels() {
		return this.labels;
	}

	@Nullable Boolean confidential() {
		return this.confidential;
	}

}
