package dev.lorebatch.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lines over two logarithmic axes, as SVG.
 */
final class Chart {

	private static final int WIDTH = 360;

	private static final int HEIGHT = 260;

	private static final int LEFT = 56;

	private static final int TOP = 40;

	private static final int PLOT_WIDTH = 280;

	private static final int PLOT_HEIGHT = 150;

	private static final List<String> COLORS = List.of("#0b62a4", "#d1660a", "#3a8a3a", "#8a3a8a");

	private final String title;

	private final String across;

	private final String up;

	private final Map<String, Map<Double, Double>> lines = new LinkedHashMap<>();

	/**
	 * @param across what is on the axis to the right
	 * @param up what is on the other one
	 */
	Chart(String title, String across, String up) {
		this.title = title;
		this.across = across;
		this.up = up;
	}

	void add(String line, double x, double y) {
		this.lines.computeIfAbsent(line, (name) -> new LinkedHashMap<>()).put(x, y);
	}

	/**
	 * One chart at most, without its frame; nothing if there is none.
	 */
	static String render(List<Chart> charts) {
		StringBuilder svg = new StringBuilder();
		charts.forEach((chart) -> chart.render(svg));
		return svg.toString();
	}

	/**
	 * Puts a chart beside others.
	 */
	static String place(String chart, int position) {
		return "<g transform=\"translate(%d 0)\">%n%s</g>%n".formatted(position * WIDTH, chart);
	}

	/**
	 * The picture of so many charts.
	 */
	static String frame(String charts, int count) {
		return """
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11">
				<rect width="100%%" height="100%%" fill="#ffffff"/>
				%s</svg>
				""".formatted(WIDTH * Math.max(count, 1), HEIGHT, charts);
	}

	private void render(StringBuilder svg) {
		Axis x = Axis.of(this.lines.values().stream().flatMap((line) -> line.keySet().stream()).toList());
		Axis y = Axis.of(this.lines.values().stream().flatMap((line) -> line.values().stream()).toList());
		text(svg, LEFT, 18, "start", "<tspan font-weight=\"bold\">%s</tspan>".formatted(this.title));
		text(svg, LEFT, TOP - 6, "start", this.up);
		text(svg, LEFT + PLOT_WIDTH, TOP + PLOT_HEIGHT + 30, "end", this.across);
		for (int power = x.from; power <= x.to; power++) {
			double at = LEFT + PLOT_WIDTH * x.place(Math.pow(10, power));
			line(svg, at, TOP, at, TOP + PLOT_HEIGHT, "#dddddd");
			text(svg, at, TOP + PLOT_HEIGHT + 15, "middle", number(power));
		}
		for (int power = y.from; power <= y.to; power++) {
			double at = TOP + PLOT_HEIGHT * (1 - y.place(Math.pow(10, power)));
			line(svg, LEFT, at, LEFT + PLOT_WIDTH, at, "#dddddd");
			text(svg, LEFT - 6, at + 4, "end", number(power));
		}
		int index = 0;
		for (Map.Entry<String, Map<Double, Double>> line : this.lines.entrySet()) {
			draw(svg, line, x, y, index++);
		}
	}

	private static void draw(StringBuilder svg, Map.Entry<String, Map<Double, Double>> line, Axis x, Axis y,
			int index) {
		String color = COLORS.get(index % COLORS.size());
		StringBuilder points = new StringBuilder();
		line.getValue().forEach((right, up) -> {
			double left = LEFT + PLOT_WIDTH * x.place(right);
			double top = TOP + PLOT_HEIGHT * (1 - y.place(up));
			points.append(format("%.1f,%.1f ", left, top));
			svg.append(format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", left, top, color));
		});
		svg.append("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>%n"
			.formatted(points.toString().strip(), color));
		int top = TOP + PLOT_HEIGHT + 32 + index / 2 * 15;
		double left = LEFT + index % 2 * 140;
		line(svg, left, top + 10, left + 14, top + 10, color);
		text(svg, left + 18, top + 14, "start", line.getKey());
	}

	private static String number(int power) {
		return (power < 0) ? format("%." + -power + "f", Math.pow(10, power)) : (power < 6)
				? format("%,d", Math.round(Math.pow(10, power))) : (power == 6) ? "1 million" : "10^" + power;
	}

	private static void line(StringBuilder svg, double x1, double y1, double x2, double y2, String color) {
		svg.append(format("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n", x1, y1, x2, y2,
				color));
	}

	private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
		svg.append(format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text));
	}

	private static String format(String format, Object... arguments) {
		return String.format(Locale.ROOT, format, arguments);
	}

	/**
	 * From one power of ten to another.
	 */
	private record Axis(int from, int to) {

		private static Axis of(List<Double> values) {
			double least = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
			double most = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
			int from = (int) Math.floor(Math.log10(least) + 1e-9);
			int to = (int) Math.ceil(Math.log10(most) - 1e-9);
			return new Axis(from, Math.max(to, from + 1));
		}

		private double place(double value) {
			return (Math.log10(value) - this.from) / (this.to - this.from);
		}

	}

}
