package dev.lorebatch.sample;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.sun.net.httpserver.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoint of a request and checks that its sender may use it.
 */
final class Router {

	private static final String PREFIX = "/api/v4/";

	private static final String SCOPES = "api read_api";

	private final World world;

	private final List<Route> routes = new ArrayList<>();

	Router(World world) {
		this.world = world;
	}

	Router add(String template, Function<Call, Reply> endpoint) {
		this.routes.add(new Route(template, false, endpoint));
		return this;
	}

	Router addForAnyScope(String template, Function<Call, Reply> endpoint) {
		this.routes.add(new Route(template, true, endpoint));
		return this;
	}

	Reply answer(String method, URI uri, Headers headers, String base) {
		try {
			return route(method, uri, headers, base);
		}
		catch (ApiException ex) {
			return ex.reply();
		}
	}

	private Reply route(String method, URI uri, Headers headers, String base) {
		String path = uri.getRawPath();
		for (Route route : this.routes) {
			Map<String, String> parameters = path.startsWith(PREFIX) ? route.match(path.substring(PREFIX.length()))
					: null;
			if (parameters != null) {
				checkMethod(method);
				Viewer viewer = viewer(route, headers);
				Call call = new Call(path, query(uri.getRawQuery()), parameters, new Query(uri.getRawQuery()), viewer,
						base);
				return this.world.read(() -> route.endpoint().apply(call));
			}
		}
		throw ApiException.error(404, "404 Not Found");
	}

	private static void checkMethod(String method) {
		if (!method.equals("GET")) {
			throw ApiException.error(405, "405 Not Allowed");
		}
	}

	private Viewer viewer(Route route, Headers headers) {
		Viewer viewer = Viewer.of(headers, this.world.access());
		if (!viewer.canReadApi() && !route.anyScope()) {
			throw ApiException.insufficientScope(SCOPES);
		}
		return viewer;
	}

	private static String query(@Nullable String raw) {
		return (raw != null) ? "?" + raw : "";
	}

}
