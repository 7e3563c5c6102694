package dev.lorebatch.gitlab;

import java.time.Clock;
import java.util.Random;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.lorebatch.entity.Ticker;

/**
 * The one client of the program.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GitLabProperties.class)
class GitLabConfiguration {

	@Bean
	GitLabClient gitLabClient(GitLabProperties properties, Clock clock, Ticker ticker, RequestListener listener) {
		return GitLabClients.create(properties, clock, ticker, new Random(), listener, null);
	}

	@Bean
	RequestPool requestPool(GitLabProperties properties) {
		return new RequestPool(properties.concurrency());
	}

}
