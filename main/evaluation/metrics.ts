/**
 * From items to figures: every measurement is a list of items with named numbers for the base and for each candidate,
 * and every figure a mean, or a ratio of sums, of one of them, with a 95 % interval and the paired difference from the
 * base. Knows nothing of models.
 */
import type { Figure, ItemResult, Metric, MetricFigures } from "../../preload/records/evaluation.ts";
import { bootstrapRatios, mcnemarExact, wilsonInterval } from "./intervals.ts";

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
