package dev.lorebatch.quality;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.lorebatch.search.Mode;

/**
 * How the time of a search grows with the mirror.
 */
public final class SearchCurve {

	private SearchCurve() {
	}

	/**
	 * Makes a mirror and measures it.
	 * @param generated how many documents there are besides those of the sample
	 */
	public static Point measure(Path file, int generated, int rounds) throws Exception {
		try (SearchedMirror mirror = SearchedMirror.create(file, generated)) {
			return new Point(mirror.documents(), latencies(mirror, rounds));
		}
	}

	/**
	 * Each mode, and a scan as it would be without any index.
	 */
	static Map<String, Latency> latencies(SearchedMirror mirror, int rounds) {
		List<String> texts = LabelledQuery.readAll().stream().map(LabelledQuery::text).toList();
		Map<String, Latency> latencies = new LinkedHashMap<>();
		latencies.put(SearchQualityPage.REFERENCE, Latency.measure(texts.subList(0, 20), 1, mirror::scan));
		for (Mode mode : SearchedMirror.MODES) {
			latencies.put(mode.name().toLowerCase(Locale.ROOT),
					Latency.measure(texts, rounds, (text) -> mirror.search(text, mode)));
		}
		return latencies;
	}

	/**
	 * One size.
	 *
	 * @param latencies by the name of the mode
	 */
	public record Point(long documents, Map<String, Latency> latencies) {

	}

}
