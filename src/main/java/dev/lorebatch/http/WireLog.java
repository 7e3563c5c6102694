package dev.lorebatch.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Keeps the client from logging what it sends, whatever the levels: the token is in it.
 */
final class WireLog extends TurboFilter {

	/** With {@code headers} and {@code wire} below it. */
	private static final String LOGGERS = "org.apache.hc.client5.http.";

	private WireLog() {
	}

	/**
	 * For all loggers of the program.
	 */
	static void forbid() {
		ILoggerFactory factory = LoggerFactory.getILoggerFactory();
		if (factory instanceof LoggerContext loggers
				&& loggers.getTurboFilterList().stream().noneMatch(WireLog.class::isInstance)) {
			WireLog filter = new WireLog();
			filter.setContext(loggers);
			filter.start();
			loggers.addTurboFilter(filter);
		}
	}

	@Override
	public FilterReply decide(@Nullable Marker marker, Logger logger, Level level, @Nullable String format,
			Object @Nullable [] parameters, @Nullable Throwable thrown) {
		return isWire(logger.getName()) ? FilterReply.DENY : FilterReply.NEUTRAL;
	}

	private static boolean isWire(String name) {
		return name.equals(LOGGERS + "headers") || name.equals(LOGGERS + "wire");
	}

}
