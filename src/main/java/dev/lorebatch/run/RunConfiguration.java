package dev.lorebatch.run;

import java.time.Clock;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.entity.Ticker;
import dev.lorebatch.view.RunViews;
import dev.lorebatch.view.TokenUsers;

/**
 * The ledger's readers and writers.
 */
@Configuration(proxyBeanMethods = false)
class RunConfiguration {

	@Bean
	SyncRuns syncRuns(JdbcClient jdbc, JsonMapper json) {
		return new SyncRuns(jdbc, json);
	}

	@Bean
	RunEntities runEntities(JdbcClient jdbc, Clock clock) {
		return new RunEntities(jdbc, clock);
	}

	@Bean
	RunReceipts runReceipts(JdbcClient jdbc, Clock clock) {
		return new RunReceipts(jdbc, clock);
	}

	@Bean
	RunFetches runFetches(TokenView tokenView, GitLabClock gitlabClock, Clock clock, Ticker ticker) {
		return new RunFetches(tokenView, gitlabClock, clock, ticker);
	}

	@Bean
	RunViews runViews(JdbcClient jdbc, Clock clock) {
		return new RunViews(jdbc, clock);
	}

	@Bean
	TokenUsers tokenUsers(JdbcClient jdbc) {
		return new TokenUsers(jdbc);
	}

	@Bean
	RunRetries runRetries(JdbcClient jdbc) {
		return new RunRetries(jdbc);
	}

	@Bean
	RunPayloads runPayloads() {
		return new RunPayloads();
	}

	@Bean
	RunProjects runProjects() {
		return new RunProjects();
	}

	@Bean
	RunProjectRows runProjectRows(JdbcClient jdbc) {
		return new RunProjectRows(jdbc);
	}

	@Bean
	RunFailures runFailures(JdbcClient jdbc, Clock clock) {
		return new RunFailures(jdbc, clock);
	}

	@Bean
	RequestStats requestStats(Clock clock) {
		return new RequestStats(clock);
	}

}
