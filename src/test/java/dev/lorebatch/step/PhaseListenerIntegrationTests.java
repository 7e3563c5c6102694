package dev.lorebatch.step;

import java.net.URI;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.lock.RunLease;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.lock.SyncLock;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

class PhaseListenerIntegrationTests {

	@TempDir
	Path folder;

	@Test
	void theLockIsFreeWhenTheRunEndsEvenIfItsLeaseGoesOn() {
		try (TestMirror mirror = TestMirror.open(this.folder.resolve("lore.db"), URI.create("http://127.0.0.1:9"));
				RunLease lease = mirror.bean(RunLeases.class).acquire("r1")) {
			PhaseListener listener = mirror.bean(PhaseListener.class);
			listener.begin(lease);
			mirror.bean(SyncLock.class).acquire(lease, (line) -> {
			}, () -> false);
			assertThat(mirror.count("SELECT count(*) FROM sync_locks WHERE run_id = 'r1'")).isOne();
			listener.end("r1");
			assertThat(mirror.count("SELECT count(*) FROM sync_locks")).isZero();
			assertThat(mirror.count("SELECT count(*) FROM run_leases")).isOne();
		}
	}

}
