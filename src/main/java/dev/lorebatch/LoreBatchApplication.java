package dev.lorebatch;

import java.util.Locale;
import java.util.TimeZone;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.info.ProjectInfoAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.PersistenceExceptionTranslationAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;

import dev.lorebatch.cli.CommandLineInterface;
import dev.lorebatch.failure.ExitCode;

/**
 * The program. Excluded is what is not used here and takes part in every start.
 */
@SpringBootApplication(
		exclude = { TransactionAutoConfiguration.class, PersistenceExceptionTranslationAutoConfiguration.class,
				SslAutoConfiguration.class, TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class,
				DataSourceInitializationAutoConfiguration.class, LifecycleAutoConfiguration.class,
				ApplicationAvailabilityAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class,
				ProjectInfoAutoConfiguration.class })
public class LoreBatchApplication {

	public static void main(String[] args) {
		if (Boolean.getBoolean("spring.aot.processing")) {
			// The build asks for the context itself, not for a command
			SpringApplication.run(LoreBatchApplication.class, args);
			return;
		}
		try {
			ClassPreloader.start(args);
			// Else Spring Batch's event classes start Flight Recorder in every process;
			// one that was started by the command line of Java is left alone
			System.setProperty("jfr.unsupported.vm", "true");
			// Spring Batch stores local times: one zone for all processes on one database
			TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
			// Numbers in SQL, JSON and messages have digits from 0 to 9, whatever the
			// language
			Locale.setDefault(Locale.ROOT);
			System.exit(new CommandLineInterface(LoreBatchApplication.class).runProcess(args));
		}
		catch (OutOfMemoryError ex) {
			// Not even words are left
			Runtime.getRuntime().halt(ExitCode.OUT_OF_MEMORY.number());
		}
	}

}
