package dev.lorebatch.cli;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.MessageSource;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.context.NoSuchMessageException;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.util.ClassUtils;

import dev.lorebatch.config.LoreEnvironment;

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
		SpringApplication spring = new SpringApplication(this.application);
		spring.setMainApplicationClass(this.application);
		spring.setEnvironment(environment.environment());
		spring.setRegisterShutdownHook(false);
		spring.setLogStartupInfo(false);
		spring.setListeners(List.of(new LoggingApplicationListener()));
		spring.addInitializers((context) -> context.getBeanFactory()
			.registerSingleton(AbstractApplicationContext.MESSAGE_SOURCE_BEAN_NAME, new NoMessages()));
		return spring.run();
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
