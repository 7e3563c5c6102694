package dev.lorebatch.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.text.VisibleText;

/**
 * The process's stdout or stderr, in UTF-8 whatever the locale says: JSON is UTF-8. Keeps
 * the first failure, which {@link PrintStream} swallows.
 */
final class StandardStream extends PrintStream {

	private final FailureKeeper keeper;

	private final String name;

	/**
	 * @param name for messages
	 */
	StandardStream(String name, OutputStream out) {
		this(name, new FailureKeeper(out));
	}

	private StandardStream(String name, FailureKeeper keeper) {
		super(keeper, true, StandardCharsets.UTF_8);
		this.keeper = keeper;
		this.name = name;
	}

	String name() {
		return this.name;
	}

	/**
	 * Writes text for people.
	 */
	void show(TerminalText text) {
		print(text.toString());
	}

	/**
	 * Writes a line, of text or of JSON, in which nothing can end it or reach the
	 * terminal as a control character.
	 */
	void showLine(String line) {
		println(VisibleText.line(line));
	}

	/**
	 * Flushes the stream and tells why something written to it is lost. A reader that has
	 * read enough and went away loses nothing.
	 * @return {@code null} if all of it was written, or nobody wants the rest
	 */
	@Nullable IOException loss() {
		flush();
		IOException failure = this.keeper.failure;
		return (failure != null && !BrokenPipe.isCauseOf(failure)) ? failure : null;
	}

	/**
	 * Passes on what is written, and remembers the first failure.
	 */
	private static final class FailureKeeper extends OutputStream {

		private final OutputStream out;

		private volatile @Nullable IOException failure;

		private FailureKeeper(OutputStream out) {
			this.out = out;
		}

		@Override
		public void write(int value) throws IOException {
			write(new byte[] { (byte) value }, 0, 1);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			try {
				this.out.write(bytes, offset, length);
			}
			catch (IOException ex) {
				keep(ex);
				throw ex;
			}
		}

		@Override
		public void flush() throws IOException {
			try {
				this.out.flush();
			}
			catch (IOException ex) {
				keep(ex);
				throw ex;
			}
		}

		private void keep(IOException ex) {
			if (this.failure == null) {
				this.failure = ex;
			}
		}

	}

}
