package dev.lorebatch.gitlab;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.GitLabException.Kind;

import static org.assertj.core.api.Assertions.assertThat;

class GitLabExceptionTests {

	@Test
	void onlyTemporaryCausesAreWorthTryingAgain() {
		assertThat(Arrays.stream(Kind.values()).filter((kind) -> failure(kind, null).retryable())).containsExactly(
				Kind.RATE_LIMITED, Kind.SERVER, Kind.CONNECTION, Kind.TIMEOUT, Kind.TRUNCATED, Kind.FOREIGN,
				Kind.CANCELLED);
	}

	@Test
	void whatAFailureIsWrappedInIsAsPermanentAsItsCause() {
		LoreException cause = failure(Kind.TOO_LARGE, null);
		assertThat(new LoreException(ExitCode.NETWORK, "wrapped", null, List.of(), cause).retryable()).isFalse();
		assertThat(new LoreException(ExitCode.RUN_FAILED, "wrapped", null, List.of(), failure(Kind.SERVER, null)))
			.returns(true, LoreException::retryable);
		assertThat(new LoreException(ExitCode.NOT_FOUND, "wrapped", null, List.of(), failure(Kind.SERVER, null)))
			.returns(false, LoreException::retryable);
	}

	private static GitLabException failure(Kind kind, @Nullable Throwable cause) {
		return new GitLabException(kind, "failed", cause);
	}

}
