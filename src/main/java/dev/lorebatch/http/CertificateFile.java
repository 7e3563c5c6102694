package dev.lorebatch.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * A file with certificates of authorities that are trusted besides those of Java's trust
 * store.
 */
public final class CertificateFile {

	/** Bundles with all public authorities have a quarter of a megabyte. */
	private static final int MAX_BYTES = 4 << 20;

	private static final Pattern PEM = Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

	/** The first byte of a certificate that is not PEM. */
	private static final int DER_SEQUENCE = 0x30;

	private final String setting;

	private final String name;

	private final List<Certificate> certificates;

	private CertificateFile(String setting, String name, List<Certificate> certificates) {
		this.setting = setting;
		this.name = name;
		this.certificates = certificates;
	}

	/**
	 * Reads the file.
	 * @param setting that names it
	 * @param name its name, {@code null} or blank for no file
	 * @return {@code null} for no file
	 * @throws LoreException with {@link ExitCode#CONFIG_INVALID} if it does not exist or
	 * is no bundle of PEM certificates, with {@link ExitCode#IO} if it cannot be read
	 */
	public static @Nullable CertificateFile read(String setting, @Nullable String name) {
		if (name == null || name.isBlank()) {
			return null;
		}
		byte[] bytes = bytes(setting, name);
		List<Certificate> certificates = new ArrayList<>();
		Matcher pem = PEM.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
		while (pem.find()) {
			certificates.add(certificate(setting, name, pem.group(), certificates.size() + 1));
		}
		if (certificates.isEmpty()) {
			boolean der = bytes.length > 0 && bytes[0] == DER_SEQUENCE;
			throw invalid(setting, name, "has no PEM certificate in it", der
					? "it seems to be DER; make PEM of it with: openssl x509 -inform der -in FILE -out FILE.pem"
					: "name a text file with -----BEGIN CERTIFICATE----- in it, of the authority that signed the certificate of the server");
		}
		return new CertificateFile(setting, name, certificates);
	}

	private static byte[] bytes(String setting, String name) {
		Path path;
		try {
			path = Path.of(name);
		}
		catch (InvalidPathException ex) {
			throw invalid(setting, name, "is not a file name", "correct it in lore.yml or the environment");
		}
		try (InputStream stream = Files.newInputStream(path)) {
			byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
			if (bytes.length > MAX_BYTES) {
				throw invalid(setting, name, "is larger than 4 MB", "name a file with certificates of authorities");
			}
			return bytes;
		}
		catch (NoSuchFileException ex) {
			throw invalid(setting, name, "does not exist", "correct it in lore.yml or the environment");
		}
		catch (IOException ex) {
			throw new LoreException(ExitCode.IO,
					"%s: %s %s".formatted(setting, Excerpt.of(name),
							Files.isDirectory(path) ? "is a folder" : "cannot be read"),
					"make it a file that this user can read");
		}
	}

	private static Certificate certificate(String setting, String name, String pem, int number) {
		try {
			return CertificateFactory.getInstance("X.509")
				.generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)));
		}
		catch (CertificateException ex) {
			throw invalid(setting, name, "is damaged: its certificate %d cannot be read".formatted(number),
					"get the file again");
		}
	}

	private static LoreException invalid(String setting, String name, String what, String suggestion) {
		return new LoreException(ExitCode.CONFIG_INVALID, "%s: %s %s".formatted(setting, Excerpt.of(name), what),
				suggestion);
	}

	/**
	 * Describes the file for messages about certificates that nobody in it signed.
	 */
	String describe() {
		return "%s of %s (%d certificate%s)".formatted(Excerpt.of(this.name), this.setting, this.certificates.size(),
				(this.certificates.size() == 1) ? "" : "s");
	}

	/**
	 * Makes a context that trusts the authorities of Java's trust store and of the file,
	 * and offers the key of Java's system properties as the default context does.
	 * @throws GeneralSecurityException if Java's stores cannot be used
	 * @throws IOException if they cannot be read
	 */
	SSLContext context() throws GeneralSecurityException, IOException {
		KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
		trusted.load(null, null);
		for (TrustManager manager : trustManagers(null)) {
			if (manager instanceof X509TrustManager authorities) {
				add(trusted, "java", List.of(authorities.getAcceptedIssuers()));
			}
		}
		add(trusted, "file", this.certificates);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keyManagers(), trustManagers(trusted), null);
		return context;
	}

	private static TrustManager[] trustManagers(@Nullable KeyStore trusted) throws GeneralSecurityException {
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(trusted);
		return factory.getTrustManagers();
	}

	private static void add(KeyStore store, String prefix, List<? extends Certificate> certificates)
			throws GeneralSecurityException {
		for (Certificate certificate : certificates) {
			store.setCertificateEntry(prefix + store.size(), certificate);
		}
	}

	private static KeyManager @Nullable [] keyManagers() throws GeneralSecurityException, IOException {
		String file = System.getProperty("javax.net.ssl.keyStore", "");
		if (file.isEmpty() || file.equals("NONE")) {
			return null;
		}
		char[] password = System.getProperty("javax.net.ssl.keyStorePassword", "").toCharArray();
		KeyStore keys = KeyStore
			.getInstance(System.getProperty("javax.net.ssl.keyStoreType", KeyStore.getDefaultType()));
		try (InputStream stream = Files.newInputStream(Path.of(file))) {
			keys.load(stream, password);
		}
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(keys, password);
		return factory.getKeyManagers();
	}

}
