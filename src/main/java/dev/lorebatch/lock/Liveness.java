package dev.lorebatch.lock;

/**
 * Whether a process lives, as far as it is proven.
 */
enum Liveness {

	ALIVE,

	DEAD,

	/** Neither is proven yet; whoever must not disturb it treats it as alive. */
	UNPROVEN

}
