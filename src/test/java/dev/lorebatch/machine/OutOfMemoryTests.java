package dev.lorebatch.machine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;

class OutOfMemoryTests {

	@ParameterizedTest
	@CsvSource({ "Java heap space, is full, -Xmx", "GC overhead limit exceeded, is full, -Xmx",
			"Requested array size exceeds VM limit, is full, -Xmx",
			"unable to create native thread: possibly out of memory or process/resource limits reached, no more threads, TasksMax",
			"Metaspace, Metaspace, MaxMetaspaceSize",
			"Cannot reserve 8192 bytes of direct buffer memory, direct buffer, memory" })
	void eachKindHasItsWayOut(String reason, String said, String wayOut) {
		LoreException found = OutOfMemory.findIn(new IllegalStateException(new OutOfMemoryError(reason)));
		assertThat(found).isNotNull();
		assertThat(found.exitCode()).isEqualTo(ExitCode.OUT_OF_MEMORY);
		assertThat(found.getMessage()).contains(said);
		assertThat(found.suggestion()).contains(wayOut);
	}

	@Test
	void otherFailuresAreOthers() {
		assertThat(OutOfMemory.findIn(null)).isNull();
		assertThat(OutOfMemory.findIn(new IllegalStateException(new StackOverflowError()))).isNull();
	}

}
