package dev.lorebatch.run;

/**
 * Tells whose eyes the requests to GitLab see with. What is hidden from one token is
 * there for another, so nothing may be called gone that another token saw.
 */
@FunctionalInterface
public interface TokenView {

	/**
	 * The same for the same token, and nothing from which the token could be found.
	 * @param salt that of the database
	 */
	String fingerprint(String salt);

}
