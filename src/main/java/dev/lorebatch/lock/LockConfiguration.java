package dev.lorebatch.lock;

import java.time.Clock;
import java.time.Duration;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.entity.Ticker;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Leases and the mutation lock.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LockProperties.class)
class LockConfiguration {

	@Bean
	LeaseWatch leaseWatch(Clock clock, Ticker ticker) {
		return new LeaseWatch(clock, ticker, LockConfiguration::sleep);
	}

	@Bean
	RunLeases runLeases(WriteTransactions transactions, JdbcClient jdbc, LeaseWatch watch) {
		return new RunLeases(transactions, jdbc, watch);
	}

	@Bean
	SyncLock syncLock(WriteTransactions transactions, LockProperties properties, LeaseWatch watch) {
		return new SyncLock(transactions, properties, watch, LockConfiguration::sleep);
	}

	@Bean
	MirrorTransactions mirrorTransactions(WriteTransactions transactions, SyncLock lock) {
		return new MirrorTransactions(transactions, lock);
	}

	private static void sleep(Duration duration) {
		try {
			Thread.sleep(duration.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new LoreException(ExitCode.INTERRUPTED, "interrupted while waiting for the lock");
		}
	}

}
