package dev.lorebatch;

/**
 * Ends the threads in which the JDK's HTTP clients wait for the network. At its end Java
 * waits up to 0.3 s for each thread that is in native code, as they are
 * ({@code VM_Exit::wait_for_threads_in_native_to_block} in HotSpot), and before Java 21 a
 * client cannot be closed.
 */
final class NetworkThreads {

	private NetworkThreads() {
	}

	/**
	 * To be called when nothing is asked any more, and nothing will be: the clients
	 * cannot be used again.
	 */
	static void end() {
		ThreadGroup root = Thread.currentThread().getThreadGroup();
		while (root.getParent() != null) {
			root = root.getParent();
		}
		Thread[] threads = new Thread[root.activeCount() + 16]; // it is an estimate
		int count = root.enumerate(threads);
		for (int index = 0; index < count; index++) {
			if (isSelector(threads[index])) {
				threads[index].interrupt(); // which ends its loop
			}
		}
	}

	private static boolean isSelector(Thread thread) {
		return thread.getName().startsWith("HttpClient-") && thread.getName().endsWith("-SelectorManager");
	}

}
