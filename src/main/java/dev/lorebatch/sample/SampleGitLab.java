package dev.lorebatch.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * A GitLab with sample data on the loopback interface. It answers the read requests of
 * the REST API the way the real one does, with the same content on every start. Its
 * threads are daemons: a forgotten server does not keep the program alive.
 */
public final class SampleGitLab implements AutoCloseable {

	private static final int THREADS = 64;

	private static final AtomicInteger THREAD_NUMBER = new AtomicInteger();

	private static final String LOOPBACK = "127.0.0.1";

	private static final byte[] LOOPBACK_ADDRESS = { 127, 0, 0, 1 };

	static {
		// Read once, when the first server of the program is made. Without it, small
		// answers
		// wait 40 ms for a delayed acknowledgement.
		System.setProperty("sun.net.httpserver.nodelay", "true");
		System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
	}

	private final World world;

	private final HttpServer server;

	private final ExecutorService executor;

	private final RequestLog log;

	private SampleGitLab(World world, HttpServer server, ExecutorService executor, RequestLog log) {
		this.world = world;
		this.server = server;
		this.executor = executor;
		this.log = log;
	}

	/**
	 * Starts a server; it accepts requests when this returns.
	 * @throws UncheckedIOException if the port is taken, or requests cannot be written
	 */
	public static SampleGitLab start(SampleOptions options) {
		World world = WorldLoader.load(options.generated());
		Clock clock = Clock.systemUTC();
		RequestLog log = log(clock, options.requests());
		HttpServer server = bind(options.port());
		ExecutorService executor = Executors.newFixedThreadPool(THREADS, SampleGitLab::thread);
		SampleGitLab gitLab = new SampleGitLab(world, server, executor, log);
		URI external = options.externalUrl();
		String base = ((external != null) ? external : gitLab.url()).toString();
		ArrivalExecutor arrival = new ArrivalExecutor(executor);
		server.createContext("/", new ApiHandler(Api.router(world), log,
				new ReplyWriter(new RateLimit(clock, options.rateLimit())), options.latency(), base, arrival));
		server.setExecutor(arrival);
		server.start();
		return gitLab;
	}

	/**
	 * Returns the address of the server, without the path of the API.
	 */
	public URI url() {
		return URI.create("http://" + LOOPBACK + ":" + this.server.getAddress().getPort());
	}

	/**
	 * Returns every request received so far, in the order of arrival.
	 */
	public List<SampleRequest> requests() {
		return this.log.requests();
	}

	/**
	 * Starts counting requests and connections anew.
	 */
	public void forgetRequests() {
		this.log.clear();
	}

	/**
	 * Returns by how many connections the requests came.
	 */
	public int connections() {
		return this.log.connections();
	}

	/**
	 * Returns a project for reading and changing it behind the server's back.
	 * @throws IllegalArgumentException if there is none
	 */
	public SampleProject project(String path) {
		SampleProject project = this.world.byPath(path);
		if (project == null) {
			throw new IllegalArgumentException("No sample project '" + path + "'");
		}
		return project;
	}

	/**
	 * Returns who may see what, for changing it while the server runs.
	 */
	public SampleAccess access() {
		return this.world.access();
	}

	/**
	 * Ends the server.
	 * @throws UncheckedIOException if requests were to be written to a file, and could
	 * not
	 */
	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
		this.log.close();
	}

	private static RequestLog log(Clock clock, @Nullable Path file) {
		try {
			return new RequestLog(clock, file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot write requests to " + file, ex);
		}
	}

	private static HttpServer bind(int port) {
		try {
			return HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK_ADDRESS), port), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot listen on " + LOOPBACK + ":" + port, ex);
		}
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "sample-gitlab-" + THREAD_NUMBER.incrementAndGet());
		thread.setDaemon(true);
		return thread;
	}

}
