package dev.lorebatch.gitlab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.support.TestAuthority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Integration tests for servers whose certificate is of a private authority.
 */
class GitLabCertificateIntegrationTests {

	private static final String LOOPBACK = "ip:127.0.0.1";

	@TempDir
	static Path folder;

	private static TestAuthority authority;

	private static TestAuthority stranger;

	/** Has the name of the authority, as one that was renewed with another key. */
	private static TestAuthority namesake;

	private final AtomicInteger requests = new AtomicInteger();

	private HttpsServer server;

	@BeforeAll
	static void found() throws IOException {
		authority = new TestAuthority(folder.resolve("authority"), "Private Authority");
		stranger = new TestAuthority(folder.resolve("stranger"), "Another Authority");
		namesake = new TestAuthority(folder.resolve("namesake"), "Private Authority");
	}

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.stop(0);
		}
	}

	@Test
	void anAuthorityThatJavaDoesNotKnowIsNamedWithTheSettingThatHelps() throws Exception {
		// given
		TestClient test = serve(LOOPBACK, 0);

		// when
		GitLabException failure = failure(test);

		// then
		assertThat(failure.kind()).isEqualTo(Kind.CERTIFICATE);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.NETWORK);
		assertThat(failure).hasMessageContaining("no secure connection to 127.0.0.1:" + port())
			.hasMessageContaining("PKIX path building failed: unable to find valid certification path");
		assertThat(failure.suggestion()).contains("private authority", "lore.gitlab.ca-file");
		assertThat(failure.attempts()).isOne();
		assertThat(failure.retryable()).isFalse();
		assertThat(test.waits).as("the certificate is the same a second later").isEmpty();
		assertThat(this.requests).hasValue(0);
	}

	@Test
	void anAuthorityOfTheFileIsTrusted() throws Exception {
		assertThat(iid(serve(LOOPBACK, 0).caFile(authority.certificate()))).isOne();
	}

	@Test
	void aFileMayHoldSeveralAuthoritiesAndOtherText() throws Exception {
		Path bundle = Files.writeString(folder.resolve("bundle.pem"), "# our authorities - all of them\r\n"
				+ Files.readString(stranger.certificate())
				+ "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\nsubject=/CN=Private-Authority\n"
				+ Files.readString(authority.certificate()).replace("\n", "\r\n"));
		assertThat(iid(serve(LOOPBACK, 0).caFile(bundle))).isOne();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aFileWithOtherAuthoritiesSaysWhatItHas(boolean sameName) throws Exception {
		Path file = (sameName ? namesake : stranger).certificate();
		GitLabException failure = failure(serve(LOOPBACK, 0).caFile(file));
		assertThat(failure.kind()).isEqualTo(Kind.CERTIFICATE);
		assertThat(failure.suggestion()).contains("neither Java's trust store nor", file.toString(), "1 certificate)");
	}

	@Test
	void theFileDoesNotMakeAnotherNameOfTheServerGood() throws Exception {
		GitLabException failure = failure(serve("dns:gitlab.example.com", 0).caFile(authority.certificate()));
		assertThat(failure.kind()).isEqualTo(Kind.CERTIFICATE);
		assertThat(failure.suggestion())
			.contains("set lore.gitlab.url to a name that the certificate of the server has");
		assertThat(this.requests).hasValue(0);
	}

	@Test
	void anExpiredCertificateIsCalledThat() throws Exception {
		GitLabException failure = failure(serve(LOOPBACK, 30).caFile(authority.certificate()));
		assertThat(failure.kind()).isEqualTo(Kind.CERTIFICATE);
		assertThat(failure).hasMessageContaining("validity check failed");
		assertThat(failure.suggestion()).contains("out of date");
	}

	@Test
	void aFileThatIsNoPemIsRefusedAtTheStart() throws IOException {
		assertThat(refused(Files.writeString(folder.resolve("notes.txt"), "no certificate")))
			.hasMessageContaining("lore.gitlab.ca-file")
			.hasMessageContaining("notes.txt has no PEM certificate in it");
	}

	@Test
	void aFileInTheBinaryFormatIsToldHowToConvert() throws IOException {
		String pem = Files.readString(authority.certificate()).replaceAll("-----.*-----|\\s", "");
		LoreException failure = refused(Files.write(folder.resolve("ca.der"), Base64.getDecoder().decode(pem)));
		assertThat(failure.suggestion()).contains("openssl x509 -inform der");
	}

	@Test
	void aDamagedCertificateIsCounted() throws IOException {
		String pem = Files.readString(authority.certificate());
		Path file = Files.writeString(folder.resolve("damaged.pem"),
				pem + pem.replaceFirst("(?s)(CERTIFICATE-----\\s).{40}", "$1"));
		assertThat(refused(file)).hasMessageContaining("its certificate 2 cannot be read");
	}

	@Test
	void absentUnreadableAndTooLargeAreThreeThings() throws IOException {
		assertThat(refused(folder.resolve("absent.pem"))).hasMessageContaining("does not exist");
		Path large = Files.write(folder.resolve("large.pem"), new byte[(4 << 20) + 1]);
		assertThat(refused(large)).hasMessageContaining("larger than 4 MB");
		LoreException failure = catchThrowableOfType(LoreException.class,
				() -> new TestClient("https://127.0.0.1").caFile(folder).create());
		assertThat(failure.exitCode()).isEqualTo(ExitCode.IO);
		assertThat(failure).hasMessageContaining("is a folder");
	}

	private static LoreException refused(Path file) {
		LoreException failure = catchThrowableOfType(LoreException.class,
				() -> new TestClient("https://127.0.0.1").caFile(file).create());
		assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG_INVALID);
		return failure;
	}

	private TestClient serve(String names, int daysAgo) throws Exception {
		this.server = authority.serve(names, daysAgo, this::answer);
		return new TestClient("https://127.0.0.1:" + port());
	}

	private int port() {
		return this.server.getAddress().getPort();
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			this.requests.incrementAndGet();
			byte[] body = "{\"iid\":1}".getBytes(StandardCharsets.US_ASCII);
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
		}
	}

	private static long iid(TestClient test) {
		return test.create().entity(7, EntityRef.issue(1)).id("iid");
	}

	private static GitLabException failure(TestClient test) {
		return catchThrowableOfType(GitLabException.class, () -> iid(test));
	}

}
