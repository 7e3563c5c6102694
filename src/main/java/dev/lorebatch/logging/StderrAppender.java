package dev.lorebatch.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import org.jspecify.annotations.Nullable;

/**
 * Writes to stderr. It reads its pattern with the first event: most commands log nothing.
 */
class StderrAppender extends AppenderBase<ILoggingEvent> {

	private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level [%X{runId:--} %X{phase:--}] "
			+ "%logger{24}: %msg%n%ex{full}";

	private @Nullable ConsoleAppender<ILoggingEvent> console;

	/**
	 * Called by one thread at a time, as the base class sees to.
	 */
	@Override
	protected void append(ILoggingEvent event) {
		if (this.console == null) {
			this.console = console();
		}
		this.console.doAppend(event);
	}

	/**
	 * What does the work.
	 */
	ConsoleAppender<ILoggingEvent> console() {
		VisibleEncoder encoder = new VisibleEncoder();
		encoder.setContext(getContext());
		encoder.setPattern(PATTERN);
		encoder.start();
		ConsoleAppender<ILoggingEvent> made = new ConsoleAppender<>();
		made.setContext(getContext());
		made.setName(getName());
		made.setTarget(ConsoleTarget.SystemErr.getName());
		made.setEncoder(encoder);
		made.start();
		return made;
	}

}
