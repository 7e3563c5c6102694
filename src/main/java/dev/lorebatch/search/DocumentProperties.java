package dev.lorebatch.search;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What may be found.
 *
 * @param confidential {@code keep}, {@code redact} or {@code drop}
 */
@ConfigurationProperties("lore")
public record DocumentProperties(@DefaultValue("keep") ConfidentialPolicy confidential) {

}
