package dev.lorebatch.functional;

import dev.lorebatch.failure.ExitCode;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import tools.jackson.databind.JsonNode;

/**
 * What holds for every command that ends.
 */
final class CliResultAssert extends AbstractAssert<CliResultAssert, CliResult> {

	private CliResultAssert(CliResult actual) {
		super(actual, CliResultAssert.class);
	}

	static CliResultAssert assertThat(CliResult actual) {
		return new CliResultAssert(actual);
	}

	/**
	 * Ended well: one JSON line on stdout that says so, nothing on stderr.
	 */
	CliResultAssert succeeded() {
		hasExitCode(ExitCode.COMPLETED).hasOneDocumentOnStdout(true);
		Assertions.assertThat(this.actual.stderr()).as("stderr").isEmpty();
		return this;
	}

	/**
	 * Failed before there was a result: one JSON line on stderr, nothing on stdout.
	 */
	CliResultAssert failedWith(ExitCode code) {
		hasExitCode(code).hasError(code);
		Assertions.assertThat(this.actual.stdout()).as("stdout").isEmpty();
		return this;
	}

	/**
	 * Failed and has a result: one JSON line on either stream.
	 */
	CliResultAssert failedWithResult(ExitCode code) {
		return hasExitCode(code).hasError(code).hasOneDocumentOnStdout(false);
	}

	CliResultAssert hasExitCode(ExitCode code) {
		Assertions.assertThat(this.actual.exitCode())
			.as("exit code; stdout: %s stderr: %s", this.actual.stdout(), this.actual.stderr())
			.isEqualTo(code.number());
		return hasNoStackTrace();
	}

	CliResultAssert hasOneDocumentOnStdout(boolean ok) {
		Assertions.assertThat(this.actual.stdout()).as("stdout").endsWith("\n").hasLineCount(1);
		JsonNode document = this.actual.json();
		Assertions.assertThat(document.path("ok").asBoolean()).as("ok").isEqualTo(ok);
		Assertions.assertThat(document.path("data").isObject()).as("data is an object").isTrue();
		Assertions.assertThat(document.path("meta").path("elapsed_ms").isIntegralNumber()).as("elapsed_ms").isTrue();
		return this;
	}

	/**
	 * The exit code of a run that stopped is the signal's, its error says interrupted.
	 */
	CliResultAssert hasError(ExitCode code) {
		Assertions.assertThat(this.actual.stderr()).as("stderr").endsWith("\n").hasLineCount(1);
		JsonNode error = this.actual.error();
		Assertions.assertThat(error.path("code").asString("")).as("code").isEqualTo(code.name());
		Assertions.assertThat(error.path("exit_code").asInt()).as("exit_code").isEqualTo(code.number());
		Assertions.assertThat(this.actual.message()).as("message").isNotBlank().hasLineCount(1);
		Assertions.assertThat(error.path("actions").isArray()).as("actions is a list").isTrue();
		return this;
	}

	CliResultAssert hasMessageContaining(String... parts) {
		Assertions.assertThat(this.actual.message()).as("message").contains(parts);
		return this;
	}

	CliResultAssert hasNoStackTrace() {
		Assertions.assertThat(this.actual.stdout() + this.actual.stderr())
			.as("output")
			.doesNotContain("\tat ")
			.doesNotContain("Exception");
		return this;
	}

}
