package dev.lorebatch.step;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.lock.SyncLock;
import dev.lorebatch.run.RequestStats;
import dev.lorebatch.run.RunRetries;

/**
 * What the steps of all phases share.
 */
@Configuration(proxyBeanMethods = false)
class StepConfiguration {

	@Bean
	ProgressRelay progressRelay() {
		return new ProgressRelay();
	}

	@Bean
	PhaseListener phaseListener(SyncLock lock, RequestStats stats, RunRetries retries, WriteTransactions transactions,
			ProgressRelay progress) {
		return new PhaseListener(lock, stats, retries, transactions, progress);
	}

}
