package dev.lorebatch.search;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Search.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DocumentProperties.class)
class SearchConfiguration {

	@Bean
	LexicalSearch lexicalSearch(JdbcClient jdbc, DocumentProperties properties) {
		return new LexicalSearch(jdbc, properties.confidential());
	}

}
