package dev.lorebatch.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.util.LibraryLoaderUtil;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The library is unpacked once, whole, and where nobody else can put another one.
 */
class NativeLibraryTests {

	@TempDir
	Path cache;

	@Test
	void unpackedOnceForItsOwner() throws IOException {
		Path library = unpacked();
		assertThat(library).isNotNull().isNotEmptyFile();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(library.getParent())))
			.isEqualTo("rwx------");
		FileTime made = FileTime.fromMillis(1_000);
		Files.setLastModifiedTime(library, made);
		assertThat(unpacked()).isEqualTo(library);
		assertThat(Files.getLastModifiedTime(library)).as("it was not made again").isEqualTo(made);
	}

	@Test
	void whatAFullDiskLeftIsMadeAnew() throws IOException {
		Path library = unpacked();
		byte[] whole = Files.readAllBytes(library);
		Files.write(library, new byte[10]);
		assertThat(unpacked()).hasBinaryContent(whole);
	}

	@Test
	void aFolderOthersMayWriteToIsNotUsed() throws IOException {
		Path folder = unpacked().getParent();
		Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
		assertThat(NativeLibrary.unpackedBelow(this.cache)).isNull();
	}

	@Test
	void aPlaceThatIsNoFolderIsNotUsed() throws IOException {
		Path file = Files.createFile(this.cache.resolve("file"));
		assertThat(NativeLibrary.unpackedBelow(file)).isNull();
	}

	@Test
	void manyAtOnceGetTheSameWholeFile() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			Callable<Path> unpacking = this::unpacked;
			for (Future<Path> future : threads.invokeAll(Stream.generate(() -> unpacking).limit(24).toList())) {
				assertThat(future.get()).isNotEmptyFile();
			}
		}
		finally {
			threads.shutdownNow();
		}
		try (Stream<Path> left = Files.list(unpacked().getParent())) {
			assertThat(left).as("no temporary files stay").hasSize(1);
		}
	}

	private Path unpacked() {
		Path folder = NativeLibrary.unpackedBelow(this.cache);
		assertThat(folder).isNotNull();
		return folder.resolve(LibraryLoaderUtil.getNativeLibName());
	}

}
