package dev.lorebatch;

import java.util.TimeZone;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

import dev.lorebatch.cli.CommandLineInterface;

/**
 * The program.
 */
@SpringBootApplication
public class LoreBatchApplication {

	public static void main(String[] args) {
		if (Boolean.getBoolean("spring.aot.processing")) {
			// The build asks for the context itself, not for a command
			SpringApplication.run(LoreBatchApplication.class, args);
			return;
		}
		// Spring Batch stores local times: one zone for all processes on one database
		TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
		System.exit(new CommandLineInterface(LoreBatchApplication.class).run(args));
	}

}
