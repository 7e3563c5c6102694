package dev.lorebatch.lock;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessIdentity}.
 */
class ProcessIdentityTests {

	private final ProcessIdentity self = ProcessIdentity.current();

	@Test
	void thisProcessIsHereAndAlive() {
		assertThat(this.self.pid()).isEqualTo(ProcessHandle.current().pid());
		assertThat(this.self.isOnThisHost()).isTrue();
		assertThat(this.self.isAlive()).isTrue();
	}

	@Test
	void smallDifferencesOfTheStartAreTheSameProcess() {
		Instant startedAt = this.self.startedAt();
		if (startedAt != null) {
			assertThat(startedAt(startedAt.plusMillis(900)).isAlive()).isTrue();
			assertThat(startedAt(startedAt.minusMillis(900)).isAlive()).isTrue();
			assertThat(startedAt(startedAt.minusSeconds(10)).isAlive()).isFalse();
			assertThat(startedAt(startedAt.plusSeconds(10)).isAlive()).isFalse();
		}
	}

	@Test
	void anUnknownStartCountsAsTheSameProcess() {
		assertThat(startedAt(null).isAlive()).isTrue();
	}

	@Test
	void aProcessIdNobodyHasIsDead() {
		assertThat(new ProcessIdentity(this.self.host(), 999_999_999, null).isAlive()).isFalse();
	}

	@Test
	void peopleSeeTheHostNameOnly() {
		assertThat(this.self.hostName()).isNotBlank().doesNotContain("/");
		assertThat(new ProcessIdentity("plain", 1, null).hostName()).isEqualTo("plain");
		assertThat(new ProcessIdentity("host/boot/pid:[1]", 1, null).hostName()).isEqualTo("host");
	}

	@Test
	void anotherBootOrNamespaceIsAnotherHost() {
		assertThat(new ProcessIdentity(this.self.hostName() + "/another-boot/ns", this.self.pid(), null).isOnThisHost())
			.isFalse();
	}

	private ProcessIdentity startedAt(Instant startedAt) {
		return new ProcessIdentity(this.self.host(), this.self.pid(), startedAt);
	}

}
