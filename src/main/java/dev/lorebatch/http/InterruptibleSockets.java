package dev.lorebatch.http;

import java.net.Socket;
import java.nio.channels.SocketChannel;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.RegistryBuilder;

/**
 * Has connections whose threads can be interrupted while they connect or read: those of
 * channels end then, other ones wait on.
 */
final class InterruptibleSockets extends PoolingHttpClientConnectionManagerBuilder {

	@Override
	protected HttpClientConnectionOperator createConnectionOperator(SchemePortResolver ports, DnsResolver addresses,
			TlsSocketStrategy tls) {
		return new DefaultHttpClientConnectionOperator(
				(proxy) -> (proxy != null) ? new Socket(proxy) : SocketChannel.open().socket(), ports, addresses,
				RegistryBuilder.<TlsSocketStrategy>create().register(URIScheme.HTTPS.id, tls).build());
	}

}
