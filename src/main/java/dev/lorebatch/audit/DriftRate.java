package dev.lorebatch.audit;

import org.jspecify.annotations.Nullable;

/**
 * What a sample says about the share of drifted entities in all of the mirror.
 *
 * @param rate the share in the sample
 * @param low lower end of the 95 % confidence interval
 * @param high its upper end
 */
public record DriftRate(double rate, double low, double high) {

	/** Of the normal distribution, for 95 %. */
	private static final double Z = 1.959963984540054;

	/**
	 * Wilson's score interval. Drawing without replacement from a finite population says
	 * more than the size of the sample does: n counts as n (N - 1) / (N - n), and a
	 * sample of all leaves no doubt.
	 * @param drifted how many of the compared ones drifted
	 * @param compared the size of the sample, n
	 * @param population how many there are, N
	 * @return {@code null} if nothing was compared
	 */
	public static @Nullable DriftRate of(int drifted, int compared, long population) {
		if (compared == 0) {
			return null;
		}
		double rate = (double) drifted / compared;
		if (compared >= population) {
			return new DriftRate(rate, rate, rate);
		}
		double size = compared * (population - 1.0) / (population - compared);
		double squared = Z * Z / size;
		double center = (rate + squared / 2) / (1 + squared);
		double half = Z * Math.sqrt(rate * (1 - rate) / size + squared / (4 * size)) / (1 + squared);
		// At the ends rounding must not say that nothing found means something there
		double low = (drifted == 0) ? 0 : center - half;
		double high = (drifted == compared) ? 1 : center + half;
		return new DriftRate(rate, low, high);
	}

}
