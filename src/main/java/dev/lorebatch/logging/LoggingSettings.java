package dev.lorebatch.logging;

import java.util.List;

import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Spring Boot's settings of logging: <a href=
 * "https://docs.spring.io/spring-boot/reference/features/logging.html">{@code logging.*},
 * {@code debug} and {@code trace}</a>.
 */
public final class LoggingSettings {

	private static final ConfigurationPropertyName LOGGING = ConfigurationPropertyName.of("logging");

	private static final List<ConfigurationPropertyName> SWITCHES = List.of(ConfigurationPropertyName.of("debug"),
			ConfigurationPropertyName.of("trace"));

	private LoggingSettings() {
	}

	/**
	 * What applies them, if there are any: without, {@link StderrLogging} has said it
	 * all.
	 * @param environment with what the user has set, and nothing else of logging
	 */
	public static List<ApplicationListener<?>> listeners(Environment environment) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source.containsDescendantOf(LOGGING) == ConfigurationPropertyState.PRESENT
					|| SWITCHES.stream().anyMatch((name) -> source.getConfigurationProperty(name) != null)) {
				return List.of(new LoggingApplicationListener());
			}
		}
		return List.of();
	}

}
