package dev.lorebatch.lock;

import java.time.Clock;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Leases and the mutation lock.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LockProperties.class)
class LockConfiguration {

	@Bean
	RunLeases runLeases(WriteTransactions transactions, JdbcClient jdbc, Clock clock) {
		return new RunLeases(transactions, jdbc, clock);
	}

	@Bean
	SyncLock syncLock(WriteTransactions transactions, LockProperties properties, Clock clock) {
		return new SyncLock(transactions, properties, clock, (duration) -> {
			try {
				Thread.sleep(duration.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new LoreException(ExitCode.INTERRUPTED, "interrupted while waiting for the lock");
			}
		});
	}

	@Bean
	MirrorTransactions mirrorTransactions(WriteTransactions transactions, SyncLock lock) {
		return new MirrorTransactions(transactions, lock);
	}

}
