package dev.lorebatch;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The program.
 */
@SpringBootApplication
public class LoreBatchApplication {

	public static void main(String[] args) {
		SpringApplication.run(LoreBatchApplication.class, args);
	}

}
