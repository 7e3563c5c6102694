package dev.lorebatch.cli;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.MessageSource;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.context.NoSuchMessageException;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.logging.LoggingSettings;

/**
 * Opens the application context. Its beans are lazy: what a command does not ask for is
 * not made, and nothing touches the database or the network.
 */
class ContextFactory {

	private final Class<?> application;

	ContextFactory(Class<?> application) {
		this.application = application;
	}

	ConfigurableApplicationContext open(LoreEnvironment environment) {
		String generated = this.application.getName() + "__ApplicationContextInitializer";
		if (ClassUtils.isPresent(generated, this.application.getClassLoader())) {
			System.setProperty("spring.aot.enabled", "true"); // the packaged program
		}
		SpringApplication spring = new CommandApplication(this.application);
		spring.setMainApplicationClass(this.application);
		spring.setEnvironment(environment.environment());
		spring.setListeners(LoggingSettings.listeners(environment.environment()));
		spring.addInitializers((context) -> context.getBeanFactory()
			.registerSingleton(AbstractApplicationContext.MESSAGE_SOURCE_BEAN_NAME, new NoMessages()));
		return spring.run();
	}

	/**
	 * Has its settings from here: looking for {@code spring.main.*}, which the build and
	 * the tests need, takes as long as a query.
	 */
	private static final class CommandApplication extends SpringApplication {

		private CommandApplication(Class<?> application) {
			super(application);
			setWebApplicationType(WebApplicationType.NONE);
			setBannerMode(Banner.Mode.OFF);
			setLazyInitialization(true);
			setRegisterShutdownHook(false);
			setLogStartupInfo(false);
			setAddConversionService(false); // the one that binds settings is there anyway
		}

		@Override
		protected void bindToSpringApplication(ConfigurableEnvironment environment) {
			// Said above
		}

	}

	/**
	 * The default one asks Java for all its locales, which takes longer than a query.
	 */
	private static final class NoMessages implements MessageSource {

		@Override
		public @Nullable String getMessage(String code, Object @Nullable [] args, @Nullable String defaultMessage,
				@Nullable Locale locale) {
			return defaultMessage;
		}

		@Override
		public String getMessage(String code, Object @Nullable [] args, @Nullable Locale locale) {
			throw new NoSuchMessageException(code);
		}

		@Override
		public String getMessage(MessageSourceResolvable resolvable, @Nullable Locale locale) {
			throw new NoSuchMessageException(String.valueOf(resolvable));
		}

	}

}
