package dev.lorebatch.logging;

import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same whether Spring Boot sets logging up or not.
 */
class StderrLoggingTests {

	@Test
	void saysWhatTheFileSays() throws JoranException {
		LoggerContext byCode = new LoggerContext();
		StderrLogging logging = new StderrLogging();
		logging.setContext(byCode);
		assertThat(logging.configure(byCode)).isEqualTo(Configurator.ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
		LoggerContext byFile = new LoggerContext();
		JoranConfigurator file = new JoranConfigurator();
		file.setContext(byFile);
		file.doConfigure(StderrLoggingTests.class.getResource("/logback-spring.xml"));
		assertThat(levels(byCode)).isEqualTo(levels(byFile)).contains("ROOT=WARN", "org.sqlite=OFF");
		assertThat(appender(byCode)).isInstanceOf(StderrAppender.class);
		assertThat(console(((StderrAppender) appender(byCode)).console()))
			.isEqualTo(console((ConsoleAppender<ILoggingEvent>) appender(byFile)));
	}

	@Test
	void nothingOfLoggingIsSetByDefault() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("some", Map.of("lore.robot", "true")));
		assertThat(LoggingSettings.listeners(environment)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "logging.level.root", "logging.file.name", "debug" })
	void whoSetsSomethingGetsSpringBootsLogging(String name) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("some", Map.of(name, "x")));
		assertThat(LoggingSettings.listeners(environment)).hasOnlyElementsOfType(LoggingApplicationListener.class)
			.hasSize(1);
	}

	@Test
	void aVariableIsASettingToo() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace("systemEnvironment", new SystemEnvironmentPropertySource("systemEnvironment",
					Map.of("LOGGING_LEVEL_DEV_LOREBATCH", "debug")));
		assertThat(LoggingSettings.listeners(environment)).hasSize(1);
	}

	private static List<String> levels(LoggerContext loggers) {
		return loggers.getLoggerList()
			.stream()
			.filter((logger) -> logger.getLevel() != null)
			.map((logger) -> logger.getName() + "=" + logger.getLevel())
			.sorted()
			.toList();
	}

	private static Appender<ILoggingEvent> appender(LoggerContext loggers) {
		return loggers.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR");
	}

	private static List<String> console(ConsoleAppender<ILoggingEvent> appender) {
		return List.of(appender.getName(), appender.getTarget(),
				((PatternLayoutEncoder) appender.getEncoder()).getPattern());
	}

}
