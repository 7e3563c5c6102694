package dev.lorebatch.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks up addresses in a thread of its own: nothing can end a lookup that hangs, but
 * nobody has to wait for it. Of several the first one is used, the one that Java prefers:
 * to try the others, too, would take a limit for each, and the last failure would hide
 * the one that matters.
 */
class AddressLookup implements DnsResolver {

	private final Duration longest;

	private final Cancellation cancellation;

	AddressLookup(Duration longest, Cancellation cancellation) {
		this.longest = longest;
		this.cancellation = cancellation;
	}

	@Override
	public InetAddress[] resolve(String host) throws UnknownHostException {
		FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> new InetAddress[] { InetAddress.getByName(host) });
		long ticket = this.cancellation.register(() -> lookup.cancel(true));
		Thread thread = new Thread(lookup, "address-lookup");
		thread.setDaemon(true);
		thread.start();
		try {
			return lookup.get(this.longest.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException | TimeoutException | CancellationException ex) {
			throw unknown(host, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw unknown(host, ex);
		}
		finally {
			this.cancellation.unregister(ticket);
		}
	}

	@Override
	public String resolveCanonicalHostname(String host) {
		return host;
	}

	private static UnknownHostException unknown(String host, Exception cause) {
		UnknownHostException unknown = new UnknownHostException(host);
		unknown.initCause(cause);
		return unknown;
	}

}
