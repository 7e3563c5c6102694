package dev.lorebatch.maintenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.lorebatch.database.DatabaseFile;

/**
 * Whether others than the owner may open the files.
 */
final class PermissionCheck {

	static final String NAME = "permissions";

	private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

	private PermissionCheck() {
	}

	static List<Finding> run(DatabaseFile file) {
		List<String> open = new ArrayList<>();
		for (String suffix : List.of("", "-wal", "-shm")) {
			Path path = file.side(suffix);
			try {
				Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
				if (!OWNER.containsAll(permissions)) {
					open.add("%s is %s".formatted(path, PosixFilePermissions.toString(permissions)));
				}
			}
			catch (IOException | UnsupportedOperationException ex) {
				// not there, or a file system without such permissions
			}
		}
		if (open.isEmpty()) {
			return List.of();
		}
		return List.of(new Finding(NAME, Severity.WARNING, "files that others than their owner may open", open.size(),
				open, "make them private: chmod 600", List.of()));
	}

}
