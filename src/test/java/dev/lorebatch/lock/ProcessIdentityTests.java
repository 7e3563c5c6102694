package dev.lorebatch.lock;

import java.io.BufferedReader;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ProcessIdentity}.
 */
class ProcessIdentityTests {

	private final ProcessIdentity self = ProcessIdentity.current();

	@Test
	void thisProcessIsHereAndAlive() {
		assertThat(this.self.pid()).isEqualTo(ProcessHandle.current().pid());
		assertThat(this.self.isOnThisHost()).isTrue();
		assertThat(this.self.look()).isEqualTo(Liveness.ALIVE);
	}

	@Test
	void smallDifferencesOfTheStartAreTheSameProcessAndLargeOnesProveNothing() {
		Instant startedAt = this.self.startedAt();
		if (startedAt != null) {
			assertThat(startedAt(startedAt.plusMillis(900)).look()).isEqualTo(Liveness.ALIVE);
			assertThat(startedAt(startedAt.minusMillis(900)).look()).isEqualTo(Liveness.ALIVE);
			assertThat(startedAt(startedAt.minusSeconds(10)).look()).isEqualTo(Liveness.UNPROVEN);
			assertThat(startedAt(startedAt.plusSeconds(10)).look()).isEqualTo(Liveness.UNPROVEN);
		}
	}

	@Test
	void anUnknownStartCountsAsTheSameProcess() {
		assertThat(startedAt(null).look()).isEqualTo(Liveness.ALIVE);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void theTicksOfTheKernelTellAProcessFromALaterOneWhateverTheClockSays() {
		Long ticks = this.self.startTicks();
		assertThat(ticks).isPositive();
		Instant otherTime = Instant.parse("2001-01-01T00:00:00Z");
		assertThat(new ProcessIdentity(this.self.host(), this.self.pid(), otherTime, ticks).look())
			.isEqualTo(Liveness.ALIVE);
		assertThat(new ProcessIdentity(this.self.host(), this.self.pid(), this.self.startedAt(), ticks + 1).look())
			.isEqualTo(Liveness.DEAD);
	}

	@Test
	void aProcessIdNobodyHasIsDead() {
		assertThat(new ProcessIdentity(this.self.host(), 999_999_999, null, null).look()).isEqualTo(Liveness.DEAD);
	}

	/**
	 * The shell becomes a program that never asks how its child ended.
	 */
	@Test
	@EnabledOnOs(OS.LINUX)
	void aProcessThatEndedIsDeadEvenIfItsParentNeverAsks() throws Exception {
		Process parent = new ProcessBuilder("sh", "-c", "sleep 0.3 & echo $!; exec sleep 60").start();
		try (BufferedReader output = parent.inputReader()) {
			ProcessIdentity zombie = new ProcessIdentity(this.self.host(), Long.parseLong(output.readLine()), null,
					null);
			await().untilAsserted(() -> assertThat(zombie.look()).isEqualTo(Liveness.DEAD));
			assertThat(ProcessHandle.of(zombie.pid())).as("Java thinks it is alive").isPresent();
		}
		finally {
			parent.destroyForcibly();
		}
	}

	@Test
	void peopleSeeTheHostNameOnly() {
		assertThat(this.self.hostName()).isNotBlank().doesNotContain("/");
		assertThat(new ProcessIdentity("plain", 1, null, null).hostName()).isEqualTo("plain");
		assertThat(new ProcessIdentity("host/boot/pid:[1]", 1, null, null).hostName()).isEqualTo("host");
	}

	@Test
	void anotherBootOrNamespaceIsAnotherHost() {
		ProcessIdentity other = new ProcessIdentity(this.self.hostName() + "/another-boot/ns", this.self.pid(), null,
				null);
		assertThat(other.isOnThisHost()).isFalse();
		assertThat(other.look()).isEqualTo(Liveness.UNPROVEN);
	}

	private ProcessIdentity startedAt(Instant startedAt) {
		return new ProcessIdentity(this.self.host(), this.self.pid(), startedAt, null);
	}

}
