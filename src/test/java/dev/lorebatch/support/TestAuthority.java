package dev.lorebatch.support;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/**
 * A private authority, made with Java's keytool, and servers with certificates of it.
 */
public final class TestAuthority {

	private static final String PASSWORD = "changeit";

	private final Path folder;

	/**
	 * Makes an authority whose files are in a folder.
	 */
	public TestAuthority(Path folder, String name) throws IOException {
		this.folder = Files.createDirectories(folder);
		keytool("ca", "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "bc:c", "-validity", "3650");
		keytool("ca", "-exportcert", "-rfc", "-file", certificate().toString());
	}

	/**
	 * The certificate of the authority, as PEM.
	 */
	public Path certificate() {
		return this.folder.resolve("ca.pem");
	}

	/**
	 * Starts a server on a port of its own.
	 * @param names in its certificate, as keytool wants them, for example
	 * {@code ip:127.0.0.1}
	 * @param daysAgo when the certificate was made, which is valid for ten days
	 */
	public HttpsServer serve(String names, int daysAgo, HttpHandler handler) throws Exception {
		String alias = "server" + Math.abs((names + daysAgo).hashCode());
		if (!Files.exists(store(alias))) {
			sign(alias, names, daysAgo);
		}
		HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
		server.setHttpsConfigurator(new HttpsConfigurator(context(alias)));
		server.createContext("/", handler);
		server.start();
		return server;
	}

	private void sign(String alias, String names, int daysAgo) throws IOException {
		Path request = this.folder.resolve(alias + ".csr");
		Path signed = this.folder.resolve(alias + ".crt");
		keytool(alias, "-genkeypair", "-keyalg", "EC", "-dname", "CN=server", "-validity", "10");
		keytool(alias, "-certreq", "-file", request.toString());
		keytool("ca", "-gencert", "-infile", request.toString(), "-outfile", signed.toString(), "-ext", "san=" + names,
				"-startdate", "-" + daysAgo + "d", "-validity", "10");
		run(List.of("-importcert", "-noprompt", "-alias", "authority", "-file", certificate().toString(), "-keystore",
				store(alias).toString(), "-storepass", PASSWORD));
		keytool(alias, "-importcert", "-noprompt", "-file", signed.toString());
	}

	private SSLContext context(String alias) throws IOException, GeneralSecurityException {
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream stream = Files.newInputStream(store(alias))) {
			keys.load(stream, PASSWORD.toCharArray());
		}
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(keys, PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(factory.getKeyManagers(), null, null);
		return context;
	}

	private Path store(String alias) {
		return this.folder.resolve(alias + ".p12");
	}

	private void keytool(String alias, String... arguments) throws IOException {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.addAll(List.of("-alias", alias, "-keystore", store(alias).toString(), "-storepass", PASSWORD));
		run(all);
	}

	private static void run(List<String> arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
		command.addAll(arguments);
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		try {
			if (process.waitFor() != 0) {
				throw new IOException(command + ": " + output);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

}
