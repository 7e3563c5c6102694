package dev.lorebatch.logging;

import java.nio.charset.StandardCharsets;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;

import dev.lorebatch.text.VisibleText;

/**
 * Writes what is logged without characters that a terminal takes for commands. A message
 * is one line; only a stack trace has several.
 */
public class VisibleEncoder extends PatternLayoutEncoder {

	@Override
	public byte[] encode(ILoggingEvent event) {
		String message = event.getFormattedMessage();
		String line = VisibleText.line((message != null) ? message : "");
		String text = getLayout().doLayout(event);
		return VisibleText.lines(line.equals(message) ? text : text.replace(String.valueOf(message), line))
			.getBytes(StandardCharsets.UTF_8);
	}

}
