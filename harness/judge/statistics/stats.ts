import betaCdf from '@stdlib/stats-base-dists-beta-cdf';
import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';

/** The smallest value that at least the share `p` of the sorted values does not exceed (nearest rank). NaN for none. */
export function percentile(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) return Number.NaN;
  return sorted[findPercentileIndex(p, sorted.length)] as number;
}

/** The index of that value among `count` sorted ones. */
export function findPercentileIndex(p: number, count: number): number {
  return Math.max(0, Math.ceil(p * count) - 1);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sum of squared distances from the mean. */
function squaredDeviations(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
}

/** A mean's difference from the baseline's, with its two-sided 90% interval. */
export interface Difference {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Student's t of the difference. */
  readonly t: number;
  /** Satterthwaite's degrees of freedom. */
  readonly df: number;
}

/**
 * Mean of the groups' means (each group has the same weight) minus the baseline's mean. Variances are pooled
 * within groups; with one group this is Welch's interval. Null if a variance is undefined.
 * @param inflation of the variance, if neighbouring values are not independent
 */
export function welchDifference(
  baseline: readonly number[],
  groups: readonly (readonly number[])[],
  inflation = 1,
): Difference | null {
  const filled = groups.filter((group) => group.length > 0);
  const groupDf = filled.reduce((sum, group) => sum + group.length - 1, 0);
  const baseDf = baseline.length - 1;
  if (groupDf < 1 || baseDf < 1) return null;
  const difference = mean(filled.map(mean)) - mean(baseline);
  const pooled = filled.reduce((sum, group) => sum + squaredDeviations(group), 0) / groupDf;
  const ofGroups = (pooled * filled.reduce((sum, group) => sum + 1 / group.length, 0)) / filled.length ** 2;
  const ofBaseline = squaredDeviations(baseline) / baseDf / baseline.length;
  const independent = ofGroups + ofBaseline;
  const variance = inflation * independent;
  // It is squared below, which would round a very small value to zero.
  if (variance ** 2 === 0)
    return { difference, low: difference, high: difference, t: 0, df: groupDf + baseDf };
  // Autocorrelation reduces the effective sample size.
  const df = Math.max(1, independent ** 2 / (ofGroups ** 2 / groupDf + ofBaseline ** 2 / baseDf) / inflation);
  const half = tQuantile(0.95, df) * Math.sqrt(variance);
  return {
    difference,
    low: difference - half,
    high: difference + half,
    t: difference / Math.sqrt(variance),
    df,
  };
}

/** Lag-1 autocorrelation within the series: of the distances from each series' mean. */
export function lag1Autocorrelation(series: readonly (readonly number[])[]): number {
  let products = 0;
  let squares = 0;
  for (const values of series) {
    const middle = mean(values);
    squares += squaredDeviations(values);
    for (let i = 1; i < values.length; i += 1)
      products += ((values[i] as number) - middle) * ((values[i - 1] as number) - middle);
  }
  return squares === 0 ? 0 : products / squares;
}

/** Upper bound of a probability after `bad` in `count` trials: Clopper-Pearson, one-sided 95%. */
export function clopperPearsonUpper(bad: number, count: number): number {
  return bad >= count ? 1 : betaQuantile(0.95, bad + 1, count - bad);
}

/**
 * Ranks (from 1) of the sorted values between which the true percentile `p` lies with 95% confidence,
 * whatever the distribution. Null if there are too few values for an upper rank.
 */
export function quantileConfidenceRanks(
  count: number,
  p: number,
): readonly [low: number, high: number] | null {
  const low = binomialQuantile(0.025, count, p);
  const high = binomialQuantile(0.975, count, p) + 1;
  return low < 1 || high > count ? null : [low, high];
}

/**
 * Smallest k with P(X ≤ k) ≥ q. That probability is the regularised beta function at 1 − p with (n − k, k +
 * 1), so its quantile decides.
 */
function binomialQuantile(q: number, count: number, p: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const k = Math.floor((low + high) / 2);
    if (betaQuantile(q, count - k, k + 1) <= 1 - p) high = k;
    else low = k + 1;
  }
  return low;
}

/**
 * The probability that at least `after` of all events fall into the second period, if both have the same
 * rate: the conditional test for two Poisson counts (Przyborowski & Wilenski 1940). Times in any one unit.
 */
export function poissonConditionalPValue(
  before: number,
  beforeTime: number,
  after: number,
  afterTime: number,
): number {
  if (after === 0) return 1;
  // P(X ≥ k) of a binomial count is the regularised beta function at its share with (k, n − k + 1).
  return betaCdf(afterTime / (beforeTime + afterTime), after, before + 1);
}

/** How much a series moves while `shape` goes from 0 to 1, with its two-sided 99% interval. */
export interface Effect {
  readonly effect: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Least squares of a series over a shape. Correlated neighbouring residuals widen the interval, as for a
 * first-order autoregressive series. Null if there are too few values, or the shape does not vary.
 */
export function slopeWithAr1Errors(values: readonly number[], shape: readonly number[]): Effect | null {
  const n = values.length;
  const squares = squaredDeviations(shape);
  if (n < 4 || squares === 0) return null;
  const [middle, level] = [mean(shape), mean(values)];
  const effect = shape.reduce((sum, x, i) => sum + (x - middle) * (values[i] as number), 0) / squares;
  const residuals = values.map((one, i) => one - level - effect * ((shape[i] as number) - middle));
  const variance = residuals.reduce((sum, one) => sum + one ** 2, 0) / (n - 2) / squares;
  const seen = lag1Autocorrelation([residuals]);
  // Residuals after a fit correlate less than the errors: Kendall's correction of that bias.
  const r = Math.min(0.9, seen + (1 + 3 * seen) / n);
  const inflation = seen > 0.1 ? (1 + r) / (1 - r) : 1;
  const half = tQuantile(0.995, Math.max(1, (n - 2) / inflation)) * Math.sqrt(inflation * variance);
  return { effect, low: effect - half, high: effect + half };
}
