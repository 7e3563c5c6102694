package dev.lorebatch.dependents;

import org.junit.jupiter.api.Test;

import dev.lorebatch.entity.TransformException;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.GitLabException.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class OutageBreakerTests {

	private final OutageBreaker breaker = new OutageBreaker();

	@Test
	void opensAfterFiveOutagesInARow() {
		for (int failure = 0; failure < 4; failure++) {
			this.breaker.failed(failure(Kind.SERVER));
		}
		assertThat(this.breaker.isOpen()).isFalse();
		this.breaker.failed(failure(Kind.TIMEOUT));
		assertThat(this.breaker.isOpen()).isTrue();
	}

	@Test
	void aSuccessStartsTheCountAgain() {
		for (int failure = 0; failure < 20; failure++) {
			this.breaker.failed(failure(Kind.SERVER));
			this.breaker.succeeded();
		}
		assertThat(this.breaker.isOpen()).isFalse();
	}

	@Test
	void aTokenThatIsNoLongerAcceptedOpensAtOnce() {
		this.breaker.failed(failure(Kind.AUTHENTICATION));
		assertThat(this.breaker.isOpen()).isTrue();
	}

	@Test
	void whatIsAboutOneEntityDoesNotCount() {
		for (int failure = 0; failure < 20; failure++) {
			this.breaker.failed(failure(Kind.NOT_FOUND));
			this.breaker.failed(failure(Kind.FORBIDDEN));
			this.breaker.failed(new TransformException("odd"));
		}
		assertThat(this.breaker.isOpen()).isFalse();
	}

	private static LoreException failure(Kind kind) {
		GitLabException exception = mock(GitLabException.class);
		given(exception.kind()).willReturn(kind);
		return exception;
	}

}
