package dev.lorebatch.failure;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Secrets}.
 */
class SecretsTests {

	@ParameterizedTest
	@CsvSource({ "https://user:s3cret@gitlab.example,https://gitlab.example",
			"https://s3cret@gitlab.example:8443/x,https://gitlab.example:8443/x",
			"https://user:s3c/r@e#t@gitlab.example,https://gitlab.example",
			"https://gitlab.example?private_token=s3cret,https://gitlab.example",
			"https://gitlab.example/#s3cret,https://gitlab.example/",
			"https://gitlab.example/sub,https://gitlab.example/sub", "no url,no url" })
	void takesUserPasswordAndQueryOutOfUrls(String url, String masked) {
		assertThat(Secrets.maskUrl(url)).isEqualTo(masked);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Unknown option: '--token=s3cretS3CRET'", "'LORE_GITLAB_TOKEN=s3cretS3CRET'",
			"Unmatched argument: 'glpat-s3cretS3CRET'", "'https://user:s3cretS3CRET@gitlab.example'" })
	void takesWhatLooksLikeASecretOutOfText(String text) {
		assertThat(Secrets.mask(text)).doesNotContain("s3cret").contains("[masked]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Unknown option: '--isue'", "'glossary-of-terms' is not an IID", "a@b.example",
			"'tokens' is unknown" })
	void leavesOtherTextAlone(String text) {
		assertThat(Secrets.mask(text)).isEqualTo(text);
	}

}
