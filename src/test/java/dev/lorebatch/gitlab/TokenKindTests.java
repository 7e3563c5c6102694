package dev.lorebatch.gitlab;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.lorebatch.gitlab.GitLabProperties.Auth;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TokenKind}.
 */
class TokenKindTests {

	@ParameterizedTest
	@CsvSource({ "glpat-x1Y2, ACCESS", "acme-glpat-x1Y2, ACCESS", "glpat-a.01.0b1c2d, ACCESS", "glcbt-64_abc, JOB",
			"acme-glcbt-eyJhbGciOi.J9.x, JOB", "gloas-abc, OAUTH_SECRET", "gldt-abc, DEPLOY", "glrt-abc, RUNNER",
			"glrtr-abc, RUNNER", "glptt-abc, TRIGGER", "glft-abc, FEED", "glimt-abc, INCOMING_MAIL",
			"glagent-abc, AGENT", "glsoat-abc, SCIM", "glffct-abc, FEATURE_FLAGS",
			"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, OAUTH",
			"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde, UNKNOWN", "a1B2c3D4e5F6g7H8i9J0, UNKNOWN",
			"company-a1B2c3D4, UNKNOWN", "glpat-, UNKNOWN", "myglpat-x1Y2, UNKNOWN" })
	void knowsATokenByItsPrefix(String token, TokenKind kind) {
		assertThat(TokenKind.of(token)).isEqualTo(kind);
	}

	@ParameterizedTest
	@EnumSource
	void everyKindHasTwoHeadersToTryUnlessOneIsSet(TokenKind kind) {
		assertThat(kind.headers(Auth.AUTO)).hasSize(2).doesNotHaveDuplicates();
		assertThat(kind.headers(Auth.PRIVATE_TOKEN)).containsExactly(TokenHeader.PRIVATE_TOKEN);
		assertThat(kind.headers(Auth.BEARER)).containsExactly(TokenHeader.BEARER);
		assertThat(kind.headers(Auth.JOB_TOKEN)).containsExactly(TokenHeader.JOB_TOKEN);
	}

	@Test
	void theLikelierHeaderComesFirst() {
		assertThat(TokenKind.ACCESS.headers(Auth.AUTO))
			.isEqualTo(List.of(TokenHeader.PRIVATE_TOKEN, TokenHeader.BEARER));
		assertThat(TokenKind.UNKNOWN.headers(Auth.AUTO)).startsWith(TokenHeader.PRIVATE_TOKEN);
		assertThat(TokenKind.OAUTH.headers(Auth.AUTO)).startsWith(TokenHeader.BEARER);
		assertThat(TokenKind.JOB.headers(Auth.AUTO)).startsWith(TokenHeader.JOB_TOKEN);
	}

}
