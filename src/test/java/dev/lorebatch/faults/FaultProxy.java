package dev.lorebatch.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.sample.SampleTokens;

/**
 * Stands on a raw socket before the sample GitLab: passes requests on and lets faults
 * happen to those of one place. Remembers every request.
 */
final class FaultProxy implements AutoCloseable {

	/** Query parameter of a redirect that leads to itself. */
	static final String LOOP = "loop";

	/** Query parameter of a redirect that leads to the answer. */
	static final String MOVED = "moved";

	/** In the query of the lists of all that changed. */
	static final String LISTING = "order_by=updated_at";

	static final int FOR_EVER = Integer.MAX_VALUE;

	private volatile URI sample;

	private final URI elsewhere;

	private volatile Clock clock = Clock.systemUTC();

	private final HttpClient client = HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();

	private final Map<String, Reply> replies = new ConcurrentHashMap<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final ServerSocket server;

	private final List<Seen> seen = new ArrayList<>();

	private @Nullable Place place;

	private @Nullable Fault fault;

	private int left;

	FaultProxy(URI sample, URI elsewhere) throws IOException {
		this.sample = sample;
		this.elsewhere = elsewhere;
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.executor.execute(this::accept);
	}

	int port() {
		return this.server.getLocalPort();
	}

	URI url() {
		return URI.create("http://127.0.0.1:" + port());
	}

	/**
	 * The clock of the client, for dates in headers.
	 */
	void setClock(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Passes requests on to another server from now on.
	 */
	void setSample(URI other) {
		this.sample = other;
		this.replies.clear();
	}

	/**
	 * Lets the fault happen to the next requests of the place, and forgets requests.
	 */
	synchronized void arm(Place target, @Nullable Fault next, int times) {
		this.place = target;
		this.fault = next;
		this.left = times;
		this.seen.clear();
	}

	/**
	 * Every request since {@link #arm}, in order.
	 */
	synchronized List<Seen> seen() {
		return List.copyOf(this.seen);
	}

	/**
	 * Whether connecting for this request is to fail; if so, it counts as seen.
	 */
	boolean refuses(URI uri) {
		synchronized (this) {
			if (this.fault != Fault.REFUSED) {
				return false;
			}
		}
		Seen request = look(uri.getRawPath(), uri.getRawQuery(), true);
		return strike(request, false) != null;
	}

	private synchronized Seen look(String rawPath, @Nullable String rawQuery, boolean token) {
		String path = rawPath.startsWith("/api/v4") ? rawPath.substring("/api/v4".length()) : rawPath;
		boolean afterSets = this.seen.stream().anyMatch(Seen::isSet);
		boolean afterLookup = this.seen.stream().anyMatch(Seen::isLookup);
		Seen request = new Seen(path, (rawQuery != null) ? rawQuery : "", afterSets, afterLookup, 0, token, false);
		return request.query().contains(LISTING) ? request.onPage(listPage(request)) : request;
	}

	private int listPage(Seen request) {
		List<String> asked = this.seen.stream()
			.filter((earlier) -> earlier.listPage() > 0 && earlier.path().equals(request.path()))
			.map(FaultProxy::page)
			.distinct()
			.toList();
		int known = asked.indexOf(page(request));
		return ((known >= 0) ? known : asked.size()) + 1;
	}

	/**
	 * What is the same for a page and for smaller ones that take its place.
	 */
	private static String page(Seen request) {
		String query = request.plainQuery();
		return query.contains("per_page=100") ? query.replace("per_page=100", "")
				: query.replaceAll("&page=[0-9]+", "").replaceAll("per_page=[0-9]+", "");
	}

	/**
	 * Notes the request, unless it was only looked at before connecting, and says which
	 * fault happens to it.
	 */
	private synchronized @Nullable Fault strike(Seen request, boolean arrived) {
		boolean target = this.place != null && this.fault != null && this.place.matches(request);
		boolean strikes = target && this.left > 0 && !request.isFollowed(MOVED)
				&& (arrived == (this.fault != Fault.REFUSED));
		boolean loops = request.isFollowed(LOOP);
		if (arrived || strikes) {
			this.seen.add((strikes || loops) ? request.struck() : request);
		}
		if (strikes && !loops) {
			this.left--;
		}
		return (strikes || loops) ? this.fault : null;
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket socket = this.server.accept();
				socket.setTcpNoDelay(true);
				this.sockets.add(socket);
				this.executor.execute(() -> serve(socket));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			String line = reader.readLine();
			while (line != null) {
				String target = line.split(" ")[1];
				boolean token = false;
				while (line != null && !line.isEmpty()) {
					line = reader.readLine();
					token |= line != null && line.toLowerCase(Locale.ROOT).startsWith("private-token:");
				}
				answer(socket, target, token);
				line = reader.readLine();
			}
		}
		catch (IOException ex) {
			// the client has hung up, or a fault has
		}
		finally {
			this.sockets.remove(socket);
		}
	}

	private void answer(Socket socket, String target, boolean token) throws IOException {
		URI uri = URI.create(target);
		Seen request = look(uri.getRawPath(), uri.getRawQuery(), token);
		Fault strikes = strike(request, true);
		Wire wire = new Wire(socket, target, real(request, target), this.elsewhere, this.clock, this.closed);
		if (strikes != null) {
			strikes.happen(wire);
		}
		else {
			wire.send(wire.real());
		}
	}

	/**
	 * What the sample answers, and for merge requests what servers do that are older.
	 */
	private Reply real(Seen request, String target) throws IOException {
		Place current;
		synchronized (this) {
			current = this.place;
		}
		if (current == null || current.hides(request)) {
			return Reply.of(200, Reply.JSON, "[]");
		}
		if (request.path().endsWith("/changes")) {
			Reply diffs = forward(target.replaceFirst("/changes.*", "/diffs?per_page=100"));
			String changes = new String(diffs.body(), StandardCharsets.UTF_8);
			return Reply.of(200, Reply.JSON, "{\"changes\":%s,\"overflow\":false}".formatted(changes));
		}
		String forwarded = current.forwarded(target.replaceAll("[?&](%s|%s)=1".formatted(LOOP, MOVED), ""));
		Reply known = this.replies.get(forwarded);
		if (known == null) {
			known = forward(forwarded);
			this.replies.put(forwarded, known);
		}
		return known;
	}

	private Reply forward(String target) throws IOException {
		HttpRequest request = HttpRequest.newBuilder(this.sample.resolve(target))
			.header("PRIVATE-TOKEN", SampleTokens.FULL)
			.build();
		try {
			HttpResponse<byte[]> response = this.client.send(request, HttpResponse.BodyHandlers.ofByteArray());
			Map<String, String> headers = new LinkedHashMap<>();
			for (String name : List.of("Content-Type", "X-Page", "X-Next-Page", "X-Total", "X-Per-Page", "Link")) {
				response.headers().firstValue(name).ifPresent((value) -> headers.put(name, value));
			}
			return new Reply(response.statusCode(), headers, response.body());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.closed.countDown();
		this.server.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
		this.executor.shutdownNow();
	}

}
