package dev.lorebatch.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import dev.lorebatch.database.NativeLibrary;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Installs the jar this process runs from: {@code bin/lore} starts it from
 * {@code lib/lore/}, where a copy of it lies. Every build gets a folder of its own, and
 * the launcher is replaced last and in one step: what runs meanwhile, and what is started
 * meanwhile, finds a whole program.
 */
public final class Installation {

	/** So that nobody else's {@code lore} is replaced. */
	private static final String MARK = "Starts lore-batch. Made by `lore-batch install`";

	/** So that nobody else's manuals are replaced: each of ours has one of these. */
	private static final List<String> MANUAL_MARKS = List.of("Made by `lore completion", "Made by `lore man`");

	private static final String JAR = "lore-batch.jar";

	private static final int ID_LENGTH = 12;

	/** As in the launcher, which has to run the same Java. */
	private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmn24m",
			"-Xlog:disable", "-Djdk.reflect.useNativeAccessorOnly=true");

	private final Path jar;

	private final Path target;

	private final JavaRuntime java = JavaRuntime.ofProcess();

	private final Map<Path, String> manuals;

	private final Consumer<String> notice;

	/**
	 * @param jar the program as it was downloaded
	 * @param target where {@code bin} and {@code lib} are, or are made
	 * @param manuals texts for man and for shells, by their place in the target
	 * @param notice told what is being done, a line each
	 */
	public Installation(Path jar, Path target, Map<Path, String> manuals, Consumer<String> notice) {
		this.jar = jar.toAbsolutePath();
		this.target = target.toAbsolutePath().normalize();
		this.manuals = Map.copyOf(manuals);
		this.notice = notice;
	}

	/**
	 * Installs, or installs again.
	 * @throws LoreException if something else is in the way, or it cannot be written
	 */
	public Installed run() {
		Path launcher = this.target.resolve("bin").resolve("lore");
		List<Path> added = absent(this.target.resolve("lib").resolve("lore"));
		try {
			refuseForeign(launcher);
			Path apps = Files.createDirectories(this.target.resolve("lib").resolve("lore"));
			Path app = apps.resolve(id());
			Path work = Files.createTempDirectory(apps, "installing");
			try {
				copy(work, app);
				Path archive = train(work, app);
				Path made = writeLauncher(work, app, archive);
				this.notice.accept("trying it");
				JavaRuntime.run(work, "starting the installed program",
						List.of(made.toString(), "runs", "list", "--database", work.resolve("demo.db").toString()));
				Files.createDirectories(launcher.getParent());
				Files.move(made, launcher, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
				this.manuals.forEach((place, text) -> writeManual(work, this.target.resolve(place), text));
				return new Installed(launcher, app, archive, Files.size(archive), this.java.executable(),
						this.java.feature());
			}
			finally {
				delete(work);
			}
		}
		catch (IOException ex) {
			removeEmpty(added);
			throw new LoreException(ExitCode.IO, "cannot install to %s: %s".formatted(this.target, reason(ex)),
					"choose another folder with --to");
		}
	}

	/**
	 * A folder and those above it that are not there yet, the deepest first.
	 */
	private static List<Path> absent(Path folder) {
		List<Path> absent = new ArrayList<>();
		for (Path each = folder; each != null && !Files.exists(each); each = each.getParent()) {
			absent.add(each);
		}
		return absent;
	}

	private static void removeEmpty(List<Path> folders) {
		try {
			for (Path folder : folders) {
				Files.deleteIfExists(folder);
			}
		}
		catch (IOException ex) {
			// something is in it
		}
	}

	private void refuseForeign(Path launcher) throws IOException {
		if (Files.exists(launcher, LinkOption.NOFOLLOW_LINKS) && !(Files.isRegularFile(launcher)
				&& Files.readString(launcher, StandardCharsets.ISO_8859_1).contains(MARK))) {
			throw new LoreException(ExitCode.USAGE, "%s is something else, and is not replaced".formatted(launcher),
					"choose another folder with --to");
		}
	}

	/**
	 * Same bytes, same folder.
	 */
	private String id() throws IOException {
		try (InputStream in = Files.newInputStream(this.jar)) {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			byte[] buffer = new byte[1 << 16];
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				digest.update(buffer, 0, count);
			}
			return HexFormat.of().formatHex(digest.digest()).substring(0, ID_LENGTH);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void copy(Path work, Path app) throws IOException {
		if (Files.exists(app.resolve(JAR))) {
			return; // it is moved there as a whole
		}
		this.notice.accept("copying " + this.jar);
		Path copied = Files.createDirectory(work.resolve("app"));
		Files.copy(this.jar, copied.resolve(JAR));
		NativeLibrary.copyTo(copied);
		Files.move(copied, app, StandardCopyOption.ATOMIC_MOVE);
	}

	/**
	 * Runs the demonstration, which uses every part of a sync, and keeps the classes it
	 * loaded. Trained where it is going to run: an archive knows its class path.
	 */
	private Path train(Path work, Path app) throws IOException {
		this.notice.accept("running the demonstration once, to keep what it loads");
		Path made = work.resolve(this.java.archiveName());
		List<String> demo = List.of("demo", "--robot", "--database", work.resolve("demo.db").toString());
		for (List<String> command : this.java.archiving(made, OPTIONS, app.resolve(JAR), demo)) {
			JavaRuntime.run(work, "the demonstration", command);
		}
		Path archive = app.resolve(this.java.archiveName());
		Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		return archive;
	}

	private Path writeLauncher(Path work, Path app, Path archive) throws IOException {
		String script;
		try (InputStream in = Installation.class.getResourceAsStream("/install/lore")) {
			if (in == null) {
				throw new IllegalStateException("The launcher is not in the jar");
			}
			script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		script = script.replace("@APP@", quote(app.toString()))
			.replace("@LIBRARY@", NativeLibrary.PATH)
			.replace("@JAVA@", quote(this.java.executable().toString()))
			.replace("@ARCHIVE@", quote(this.java.archiveOption(archive)));
		Path launcher = Files.writeString(work.resolve("lore"), script);
		Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
		return launcher;
	}

	/**
	 * A text that somebody else put in its place stays. The program is installed by now,
	 * and is of use without its manuals.
	 */
	private void writeManual(Path work, Path place, String text) {
		try {
			if (Files.exists(place, LinkOption.NOFOLLOW_LINKS) && !isOwn(place)) {
				this.notice.accept("%s is something else, and is not replaced".formatted(place));
				return;
			}
			Files.createDirectories(Objects.requireNonNull(place.getParent()));
			Path made = Files.writeString(work.resolve("manual"), text);
			Files.move(made, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			this.notice.accept("%s cannot be written: %s".formatted(place, reason(ex)));
		}
	}

	private static String readAsBytes(Path file) throws IOException {
		return Files.readString(file, StandardCharsets.ISO_8859_1);
	}

	private static boolean isOwn(Path file) throws IOException {
		return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
				&& MANUAL_MARKS.stream().anyMatch(readAsBytes(file)::contains);
	}

	private static String quote(String word) {
		return "'" + word.replace("'", "'\\''") + "'";
	}

	private static String reason(IOException ex) {
		if (ex instanceof FileSystemException file && file.getReason() != null) {
			return file.getReason();
		}
		return ex.getClass().getSimpleName().replace("Exception", "") + " " + ex.getMessage();
	}

	private static void delete(Path folder) throws IOException {
		Files.walkFileTree(folder, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				Files.delete(file);
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult postVisitDirectory(Path visited, java.io.IOException failure) throws IOException {
				Files.delete(visited);
				return FileVisitResult.CONTINUE;
			}

		});
	}

	/**
	 * What was installed.
	 *
	 * @param java the one the archive was made with
	 * @param javaFeature its version
	 */
	public record Installed(Path launcher, Path app, Path archive, long archiveBytes, Path java, int javaFeature) {

	}

}
