/** Figures of items: values, intervals, paired differences and tests, checked by hand and by other formulas. */
import { describe, expect, test } from "vitest";
import { bootstrapRatios, pairedBootstrapInterval, wilsonInterval } from "../../main/evaluation/intervals.ts";
import { computeFigures } from "../../main/evaluation/metrics.ts";
import { createRandom } from "../../main/random.ts";
import type { Figure, ItemResult, Metric } from "../../preload/records/evaluation.ts";

const right: Metric = {
    id: "right",
    title: "right",
    of: "right",
    kind: "share",
    better: "higher",
    about: "kept",
};

/** Items with one number each for base and candidates. */
function items(columns: readonly (readonly number[])[], cluster = (i: number) => String(i)): ItemResult[] {
    return (columns[0] ?? []).map((_, index) => ({
        index,
        cluster: cluster(index),
        prompt: "",
        scores: columns.map((column) => ({ right: column[index] as number })),
    }));
}

function figures(list: ItemResult[], metric: Metric, seed = 1): (Figure | null)[] {
    return computeFigures(list, [metric], seed)[0]?.figures ?? [];
}

const random = createRandom(9);
const coin = (share: number) => Array.from({ length: 200 }, () => (random.next() < share ? 1 : 0));
const [base, better] = [coin(0.6), coin(0.8)];

describe("a share", () => {
    const [first, second] = figures(items([base, better]), right) as [Figure, Figure];
    const count = (values: number[]) => values.reduce((sum, x) => sum + x, 0);

    test("has Wilson's interval", () => {
        expect(second).toMatchObject({ value: count(better) / 200, items: 200 });
        expect(second).toMatchObject(wilsonInterval(count(better), 200));
    });
    test("of the base differs from itself by nothing", () => {
        expect(first.difference).toEqual({ value: 0, low: 0, high: 0 });
        expect(first.pValue).toBe(1);
    });
    test("has a paired difference, as the simple bootstrap has", () => {
        const simple = pairedBootstrapInterval(base, better, 3);
        expect(second.difference?.value).toBeCloseTo((count(better) - count(base)) / 200, 12);
        expect(second.difference?.low).toBeCloseTo(simple.low, 1);
        expect(second.difference?.high).toBeCloseTo(simple.high, 1);
        expect(second.pValue).toBeLessThan(0.01);
    });
    test("is the same for the same seed, and its value for every seed", () => {
        const again = figures(items([base, better]), right);
        expect(again[1]).toEqual(second);
        const other = figures(items([base, better]), right, 2);
        expect(other[1]?.value).toBe(second.value);
        expect(other[1]?.difference).not.toEqual(second.difference);
    });
});

test("answers to one prompt are one case: the interval is wider than if they were many", () => {
    const values = Array.from({ length: 200 }, (_, i) => (Math.floor(i / 10) % 2 === 0 ? 1 : 0));
    const width = (figure: Figure | null | undefined) => (figure ? figure.high - figure.low : Number.NaN);
    const [alone] = figures(items([values]), right);
    const [clustered] = figures(
        items([values], (i) => String(Math.floor(i / 10))),
        right,
    );
    expect(clustered?.value).toBe(alone?.value);
    expect(width(clustered)).toBeGreaterThan(2.5 * width(alone));
});

test("a ratio of sums weighs items by their denominator; a perplexity is its exponential", () => {
    const list: ItemResult[] = [
        { index: 0, cluster: "0", prompt: "", scores: [{ log: -2, tokens: 1 }] },
        { index: 1, cluster: "1", prompt: "", scores: [{ log: -4, tokens: 9 }] },
    ];
    const mean: Metric = { ...right, of: "log", per: "tokens", kind: "mean" };
    expect(figures(list, mean)[0]?.value).toBeCloseTo(-0.6, 12);
    expect(figures(list, { ...mean, kind: "perplexity" })[0]?.value).toBeCloseTo(Math.exp(0.6), 12);
});

test("who lacks a number gets no figure, and without a base there is no difference", () => {
    const list = [0, 1, 2].map(
        (index): ItemResult => ({
            index,
            cluster: String(index),
            prompt: "",
            scores: [{}, { reward: index }, {}],
        }),
    );
    const [first, second, third] = figures(list, { ...right, of: "reward", kind: "mean" });
    expect([first, third]).toEqual([null, null]);
    expect(second).toMatchObject({ value: 1, difference: undefined, pValue: undefined });
});

test("no items, no figures", () => {
    expect(computeFigures([], [right], 1)).toEqual([{ metric: right, figures: [] }]);
    expect(() => bootstrapRatios({ numerators: [], denominators: [] }, 1)).toThrow(RangeError);
});

test("a 95 % interval of a ratio of sums holds the true ratio about that often", () => {
    const draws = createRandom(11);
    let held = 0;
    for (let trial = 0; trial < 150; trial++) {
        const tokens = Float64Array.from({ length: 60 }, () => 1 + draws.int(20));
        const sums = tokens.map((count) => {
            let sum = 0;
            for (let i = 0; i < count; i++) sum += draws.next();
            return sum;
        });
        const [interval] = bootstrapRatios(
            { numerators: [sums], denominators: [tokens] },
            trial,
            undefined,
            500,
        ).values;
        if (interval && interval.low <= 0.5 && interval.high >= 0.5) held++;
    }
    expect(held / 150).toBeGreaterThan(0.88);
    expect(held / 150).toBeLessThan(1);
});
