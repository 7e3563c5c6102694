package dev.lorebatch.logging;

import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Says in code what {@code logback-spring.xml} says: logback finds it as a service and
 * asks it before anything is logged. Reading the file, as Spring Boot does, takes a tenth
 * of a short command, so that is left to those who set something of {@code logging}
 * ({@link LoggingSettings}).
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public class StderrLogging extends ContextAwareBase implements Configurator {

	/** Their failures reach users as one line of the program. */
	private static final List<String> SILENT = List.of("org.springframework.batch", "com.zaxxer.hikari", "org.flywaydb",
			"org.sqlite");

	@Override
	public ExecutionStatus configure(LoggerContext loggers) {
		StderrAppender appender = new StderrAppender();
		appender.setContext(loggers);
		appender.setName("STDERR");
		appender.start();
		Logger root = loggers.getLogger(Logger.ROOT_LOGGER_NAME);
		root.setLevel(Level.WARN);
		root.addAppender(appender);
		SILENT.forEach((name) -> loggers.getLogger(name).setLevel(Level.OFF));
		return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
	}

}
