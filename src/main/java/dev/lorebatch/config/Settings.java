package dev.lorebatch.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the command line says, as Spring properties. It wins over every other source.
 */
public final class Settings {

	private final Map<String, Object> properties = new LinkedHashMap<>();

	public Settings set(String property, Object value) {
		this.properties.put(property, value);
		return this;
	}

	public Settings addAll(Settings others) {
		this.properties.putAll(others.properties);
		return this;
	}

	Map<String, Object> properties() {
		return this.properties;
	}

}
