/**
 * What more labels would bring, by the runs so far: the share of unseen comparisons that an adapter gets wrong falls
 * about like a power of the number of pairs (Hestness et al., 2017). A rough guide, and nothing without two runs that
 * differ.
 */

/** A finished run: what it was trained on, and its share of unseen comparisons that come out right. */
export interface LearningPoint {
    pairs: number;
    accuracy: number;
}

export interface Forecast {
    /** so many pairs from now */
    pairs: number;
    /** expected share, 0 to 1, with the pairs of now and with those */
    now: number;
    doubled: number;
}

/** Shares of errors stay away from 0, where the logarithm ends. */
const leastError = 0.005;

/**
 * Fits error = a · pairs^b by least squares of the logarithms and looks at twice the pairs.
 * @returns null where the runs do not tell: fewer than two sizes, or more pairs did not help
 */
export function forecast(points: readonly LearningPoint[], pairs: number): Forecast | null {
    const logs = points
        .filter((point) => point.pairs > 0)
        .map((point) => ({
            x: Math.log(point.pairs),
            y: Math.log(Math.max(leastError, 1 - point.accuracy)),
        }));
    const mean = (pick: (log: { x: number; y: number }) => number) =>
        logs.reduce((sum, log) => sum + pick(log), 0) / logs.length;
    const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
    const spread = mean(({ x }) => (x - meanX) ** 2);
    if (pairs <= 0 || logs.length < 2 || spread < 0.01) return null;
    const slope = mean(({ x, y }) => (x - meanX) * (y - meanY)) / spread;
    if (slope >= 0) return null;
    const at = (count: number) => 1 - Math.min(1, Math.exp(meanY + slope * (Math.log(count) - meanX)));
    return { pairs, now: at(pairs), doubled: at(2 * pairs) };
}
