/**
 * How sure a measurement is: Wilson's and bootstrap 95 % intervals and the exact McNemar test.
 * Not the measuring itself. All of it takes the given cases to be independent: of several answers to one
 * prompt, average first and give one number per prompt.
 */
import type { Interval } from "../../preload/records/evaluation.ts";
import { createRandom } from "../random.ts";

/** The standard normal distribution has 95 % of its mass between minus this and this. */
const normalQuantile = 1.959963984540054;
const defaultResamples = 10_000;
const ratioResamples = 4000;

/**
 * Wilson's 95 % interval (without continuity correction) for a proportion of `successes` out of `total`.
 * `successes` may have fractions, where a tie counts in part.
 */
export function wilsonInterval(successes: number, total: number): Interval {
    if (!(isCount(total) && total > 0 && successes >= 0 && successes <= total)) {
        throw new RangeError(`${successes} out of ${total} is no proportion.`);
    }
    const share = successes / total;
    const z2 = normalQuantile ** 2 / total;
    const center = (share + z2 / 2) / (1 + z2);
    const half = Math.sqrt(z2 * (share * (1 - share) + z2 / 4)) / (1 + z2);
    return {
        low: successes === 0 ? 0 : Math.max(0, center - half),
        high: successes === total ? 1 : Math.min(1, center + half),
    };
}

/**
 * Bootstrap 95 % interval (percentiles) for the mean of `values`.
 * @param resamples How many means to draw; 10,000 unless given.
 */
export function bootstrapInterval(
    values: readonly number[],
    seed: number,
    resamples = defaultResamples,
): Interval {
    if (values.length === 0 || !isCount(resamples) || resamples < 1) {
        throw new RangeError("A bootstrap needs at least one value and one resample.");
    }
    const random = createRandom(seed);
    const means = Float64Array.from({ length: resamples }, () => {
        let sum = 0;
        for (let drawn = 0; drawn < values.length; drawn += 1) {
            sum += values[random.int(values.length)]!;
        }
        return sum / values.length;
    }).sort();
    return { low: quantile(means, 0.025), high: quantile(means, 0.975) };
}

/**
 * Bootstrap 95 % interval for the mean of `after[i] - before[i]`: the same cases measured twice.
 * @param resamples How many means to draw; 10,000 unless given.
 */
export function pairedBootstrapInterval(
    before: readonly number[],
    after: readonly number[],
    seed: number,
    resamples = defaultResamples,
): Interval {
    if (before.length !== after.length) {
        throw new RangeError(`${before.length} and ${after.length} values cannot be paired.`);
    }
    const differences = after.map((value, index) => value - before[index]!);
    return bootstrapInterval(differences, seed, resamples);
}

/** Cases of which only sums matter: per case a numerator and a denominator for each of several columns. */
export interface RatioCases {
    /** [columns][cases] */
    numerators: readonly Float64Array[];
    denominators: readonly Float64Array[];
}

/** What a bootstrap of ratios gives: for each column of Σ numerators / Σ denominators. */
export interface RatioIntervals {
    values: Interval[];
    /** of column k minus column 0, from the same resamples */
    differences: Interval[];
}

/**
 * Bootstrap 95 % intervals (percentiles) of ratios of sums, several columns over the same cases at once, so that
 * their differences are paired.
 * @param transform applied to each ratio, such as exp for a perplexity
 */
export function bootstrapRatios(
    { numerators, denominators }: RatioCases,
    seed: number,
    transform: (ratio: number) => number = (ratio) => ratio,
    resamples = ratioResamples,
): RatioIntervals {
    const cases = numerators[0]?.length ?? 0;
    if (cases === 0) throw new RangeError("A bootstrap needs at least one case.");
    const random = createRandom(seed);
    const counts = new Uint32Array(cases);
    const values = numerators.map(() => new Float64Array(resamples));
    for (let resample = 0; resample < resamples; resample++) {
        counts.fill(0);
        for (let drawn = 0; drawn < cases; drawn++) counts[random.int(cases)]! += 1;
        values.forEach((column, k) => {
            column[resample] = transform(
                weighted(numerators[k]!, counts) / weighted(denominators[k]!, counts),
            );
        });
    }
    const range = (sample: Float64Array) => {
        const sorted = sample.toSorted();
        return { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
    };
    return {
        values: values.map(range),
        differences: values.map((column) => range(column.map((x, i) => x - values[0]![i]!))),
    };
}

function weighted(values: Float64Array, counts: Uint32Array): number {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[i]! * counts[i]!;
    return sum;
}

/**
 * The exact McNemar test: two-sided p-value that two measurements of the same cases succeed equally often.
 * @param onlyFirst How many cases succeeded in the first measurement only.
 * @param onlySecond How many succeeded in the second only.
 */
export function mcnemarExact(onlyFirst: number, onlySecond: number): number {
    if (!isCount(onlyFirst) || !isCount(onlySecond)) {
        throw new RangeError("The McNemar test needs two counts.");
    }
    const all = onlyFirst + onlySecond;
    let logTerm = -all * Math.LN2; // log of (all choose k) / 2^all, here for k = 0
    let tail = Math.exp(logTerm);
    for (let k = 1; k <= Math.min(onlyFirst, onlySecond); k += 1) {
        logTerm += Math.log((all - k + 1) / k);
        tail += Math.exp(logTerm);
    }
    return Math.min(1, 2 * tail);
}

function isCount(value: number): boolean {
    return Number.isSafeInteger(value) && value >= 0;
}

/** The value below which this share lies, interpolated linearly as NumPy does. */
function quantile(sorted: Float64Array, share: number): number {
    const position = share * (sorted.length - 1);
    const below = Math.floor(position);
    const left = sorted[below]!;
    const right = sorted[Math.min(below + 1, sorted.length - 1)]!;
    return left + (right - left) * (position - below);
}
