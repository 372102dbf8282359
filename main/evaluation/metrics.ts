/**
 * From items to figures: every measurement is a list of items with named numbers for the base and for each candidate,
 * and every figure a mean, or a ratio of sums, of one of them, with a 95 % interval and the paired difference from the
 * base. Knows nothing of models.
 */
import { bootstrapRatios, type Interval, mcnemarExact, wilsonInterval } from "./intervals.ts";

/** One case, measured for the base and all candidates. */
export interface ItemResult {
    /** its place in the task, from 0 */
    index: number;
    /** items of one cluster (answers to one prompt) are not independent and are resampled together */
    cluster: string;
    subject?: string;
    /** named numbers: the base's first, then each candidate's; a number that is missing does not count */
    scores: Readonly<Record<string, number>>[];
    /** for people who look at the items */
    prompt: string;
    expected?: string;
    /** what each said or preferred, in the order of `scores` */
    answers?: string[];
}

/** What is computed of the items. */
export interface Metric {
    id: string;
    title: string;
    /** the number whose sum is divided */
    of: string;
    /** the number whose sum it is divided by; without it the count of items */
    per?: string;
    /** share: each item is right (1), wrong (0) or between */
    kind: "share" | "mean" | "perplexity";
    better: "higher" | "lower";
    /** learned: the preference; kept: everything else */
    about: "learned" | "kept";
}

/** A value with its interval. */
export interface Estimate extends Interval {
    value: number;
}

/** One metric of the base or of one candidate. */
export interface Figure extends Estimate {
    items: number;
    /** minus the base's, from the same items; undefined where the base has no such number */
    difference?: Estimate;
    /** shares: the exact McNemar test that both are right equally often */
    pValue?: number;
}

/** One metric of all; null for who has no such number. */
export interface MetricFigures {
    metric: Metric;
    figures: (Figure | null)[];
}

/** Computes the figures of a task, the base's first. The seed decides about the bootstrap alone. */
export function computeFigures(
    items: readonly ItemResult[],
    metrics: readonly Metric[],
    seed: number,
): MetricFigures[] {
    return metrics.map((metric) => ({ metric, figures: figuresOf(items, metric, seed) }));
}

function figuresOf(items: readonly ItemResult[], metric: Metric, seed: number): (Figure | null)[] {
    const columns = items[0]?.scores.length ?? 0;
    const has = (k: number) => items.every(({ scores }) => scores[k]?.[metric.of] !== undefined);
    const present = Array.from({ length: columns }, (_, k) => k).filter(has);
    if (items.length === 0 || present.length === 0) return Array.from({ length: columns }, () => null);
    const clusters = [...new Set(items.map(({ cluster }) => cluster))];
    const place = new Map(clusters.map((cluster, i) => [cluster, i]));
    const sums = (k: number, of: (scores: ItemResult["scores"][number]) => number) => {
        const total = new Float64Array(clusters.length);
        for (const { cluster, scores } of items)
            total[place.get(cluster) as number]! += of(scores[k] as ItemResult["scores"][number]);
        return total;
    };
    const numerators = present.map((k) => sums(k, (scores) => scores[metric.of] as number));
    const denominators = present.map((k) =>
        sums(k, (scores) => (metric.per === undefined ? 1 : (scores[metric.per] as number))),
    );
    const transform = metric.kind === "perplexity" ? (x: number) => Math.exp(-x) : (x: number) => x;
    const intervals = bootstrapRatios({ numerators, denominators }, seed, transform);
    const value = (i: number) => transform(total(numerators[i]!) / total(denominators[i]!));
    const hasBase = present[0] === 0;
    const simple = metric.kind === "share" && clusters.length === items.length;
    const figures: (Figure | null)[] = Array.from({ length: columns }, () => null);
    present.forEach((k, i) => {
        figures[k] = {
            value: value(i),
            items: items.length,
            ...(simple ? wilsonInterval(total(numerators[i]!), items.length) : intervals.values[i]!),
            difference: hasBase ? { value: value(i) - value(0), ...intervals.differences[i]! } : undefined,
            pValue: hasBase && metric.kind === "share" ? mcnemar(items, metric, 0, k) : undefined,
        };
    });
    return figures;
}

/** Items on which one is better than the other; between items with partial credit this is the sign test. */
function mcnemar(items: readonly ItemResult[], { of }: Metric, first: number, second: number): number {
    const credit = (item: ItemResult, k: number) => item.scores[k]?.[of] as number;
    const onlyFirst = items.filter((item) => credit(item, first) > credit(item, second)).length;
    const onlySecond = items.filter((item) => credit(item, second) > credit(item, first)).length;
    return mcnemarExact(onlyFirst, onlySecond);
}

function total(values: Float64Array): number {
    return values.reduce((sum, x) => sum + x, 0);
}
