package dev.lorebatch.cli;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
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
		return spring.run();
	}

}
