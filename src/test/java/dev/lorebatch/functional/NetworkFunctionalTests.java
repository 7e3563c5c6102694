package dev.lorebatch.functional;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Certificates and proxies are those of Java's system properties, as administrators set
 * them for every Java program.
 */
class NetworkFunctionalTests {

	private static final String[] SYNC = { "sync", "-p", "harbor/lighthouse", "--issue", "1" };

	private static final String PASSWORD = "password";

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private WireMockServer server;

	@BeforeEach
	void start() throws Exception {
		this.sample = SampleGitLab.start(SampleOptions.defaults());
		makeCertificate("dns:localhost");
		this.server = new WireMockServer(options().dynamicPort()
			.dynamicHttpsPort()
			.bindAddress("127.0.0.1")
			.keystorePath(keyStore().toString())
			.keystorePassword(PASSWORD)
			.keyManagerPassword(PASSWORD));
		this.server.start();
		this.server.stubFor(any(anyUrl()).willReturn(aResponse().proxiedFrom(this.sample.url().toString())));
	}

	@AfterEach
	void stop() {
		this.server.stop();
		this.sample.close();
	}

	@Test
	void aCertificateHasToBeTrustedAndForThisServer() throws IOException {
		String address = "https://localhost:" + this.server.httpsPort();
		LoreProcess trusted = home("trusted", address, trust()).start(SYNC);
		LoreProcess untrusted = home("untrusted", address, "").start(SYNC);
		LoreProcess wrong = home("wrong", "https://127.0.0.1:" + this.server.httpsPort(), trust()).start(SYNC);
		assertThat(trusted.await()).succeeded();
		this.server.resetRequests();
		for (LoreProcess process : List.of(untrusted, wrong)) {
			assertThat(process.await()).failedWithResult(ExitCode.NETWORK)
				.hasMessageContaining("no secure connection to ")
				.hasNoStackTrace();
		}
		this.server.verify(0, anyRequestedFor(anyUrl()));
	}

	@Test
	void aProxyIsUsedWhereJavaHasOne() {
		String options = "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=%d -Dhttp.nonProxyHosts=none.example"
			.formatted(this.server.port());
		CliResult synced = home("proxied", "http://gitlab.invalid", options).run(SYNC);
		assertThat(synced).succeeded();
		this.server.verify(8 + 1, anyRequestedFor(anyUrl())); // and whose token it is
	}

	private LoreHome home(String name, String address, String options) {
		LoreHome home = new LoreHome(this.folder.resolve(name));
		return home.with("LORE_GITLAB_URL", address)
			.with("LORE_GITLAB_TOKEN", SampleTokens.FULL)
			.with("LORE_GITLAB_RETRY_MAX_ATTEMPTS", "1")
			.with("JAVA_OPTS", "-Djava.io.tmpdir=%s %s".formatted(this.folder, options));
	}

	private Path keyStore() {
		return this.folder.resolve("keys.p12");
	}

	private String trust() {
		return "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s".formatted(keyStore(), PASSWORD);
	}

	private void makeCertificate(String name) throws IOException, InterruptedException {
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "server", "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=localhost",
				"-ext", "san=" + name, "-validity", "3650", "-storetype", "PKCS12", "-keystore", keyStore().toString(),
				"-storepass", PASSWORD)
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("keytool.log").toFile())
			.start();
		assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(keytool.exitValue()).isZero();
	}

}
