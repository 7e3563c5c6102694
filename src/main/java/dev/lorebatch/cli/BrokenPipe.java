package dev.lorebatch.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;

import org.jspecify.annotations.Nullable;

/**
 * Tells a pipe whose reader went away from a disk that is full. Java gives no number,
 * only the system's message, which is in the user's language: so a pipe is broken to see
 * what that is called here.
 */
final class BrokenPipe {

	private static final String IN_ENGLISH = "Broken pipe";

	private BrokenPipe() {
	}

	static boolean isCauseOf(IOException failure) {
		String message = String.valueOf(failure.getMessage());
		return message.contains(IN_ENGLISH) || message.equals(inThisLanguage());
	}

	/**
	 * The system's message for a write to a pipe that nobody reads.
	 */
	static @Nullable String inThisLanguage() {
		try {
			Pipe pipe = Pipe.open();
			try (Pipe.SinkChannel sink = pipe.sink()) {
				pipe.source().close();
				sink.write(ByteBuffer.wrap(new byte[1]));
				return null; // not a pipe as we know them
			}
			catch (IOException ex) {
				return ex.getMessage();
			}
		}
		catch (IOException ex) {
			return null; // no more descriptors
		}
	}

}
