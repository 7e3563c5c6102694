package dev.lorebatch.lock;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Settings of the mutation lock.
 *
 * @param patience ({@code lore.lock.wait}) how long a run waits for another one to finish
 * writing before it gives up with exit code 9
 */
@ConfigurationProperties("lore.lock")
public record LockProperties(@Name("wait") @DefaultValue("30s") Duration patience) {

}
