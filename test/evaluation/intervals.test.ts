/**
 * The intervals and the test against numbers computed elsewhere, and how often a bootstrap interval is right.
 * Not about answers: answerStyle.test.ts.
 */
import { expect, test } from "vitest";
import {
    bootstrapInterval,
    mcnemarExact,
    pairedBootstrapInterval,
    wilsonInterval,
} from "../../main/evaluation/intervals.ts";
import { createRandom } from "../../main/random.ts";

// computed with 40 digits in Python, from the formula in Wilson (1927)
test.each([
    [8, 10, 0.490162471536642, 0.943317848545625],
    [0, 10, 0, 0.277532799862889],
    [10, 10, 0.722467200137111, 1],
    [1, 1, 0.206549314377237, 1],
    [441, 500, 0.850768012138881, 0.907406991748493],
    [27, 220, 0.0857320887307628, 0.17267160076193],
])("Wilson's interval for %d out of %d", (successes, total, low, high) => {
    const interval = wilsonInterval(successes, total);
    expect(interval.low).toBeCloseTo(low, 12);
    expect(interval.high).toBeCloseTo(high, 12);
});

test("Wilson's interval reaches exactly 0 and 1", () => {
    expect(wilsonInterval(0, 7).low).toBe(0);
    expect(wilsonInterval(7, 7).high).toBe(1);
});

test.each([
    [0, 0],
    [-1, 4],
    [5, 4],
    [Number.NaN, 4],
])("%d out of %d is refused", (successes, total) => {
    expect(() => wilsonInterval(successes, total)).toThrow(RangeError);
});

// computed with whole fractions in Python
test.each([
    [0, 0, 1],
    [5, 5, 1],
    [1, 9, 0.021484375],
    [0, 10, 0.001953125],
    [59, 121, 4.43444926375518e-6],
    [300, 400, 0.000178476314485624],
    [900, 1100, 8.45708953550393e-6],
])("the exact McNemar test for %d against %d", (onlyFirst, onlySecond, p) => {
    expect(mcnemarExact(onlyFirst, onlySecond) / p).toBeCloseTo(1, 10);
    expect(mcnemarExact(onlySecond, onlyFirst)).toBe(mcnemarExact(onlyFirst, onlySecond));
});

test("the McNemar test refuses what is no count", () => {
    expect(() => mcnemarExact(-1, 2)).toThrow(RangeError);
    expect(() => mcnemarExact(1, 0.5)).toThrow(RangeError);
});

const numbers = (count: number, seed: number) => {
    const random = createRandom(seed);
    return Array.from({ length: count }, () => random.next());
};

test("a bootstrap interval is the same for the same seed and another for another", () => {
    const values = numbers(30, 1);
    expect(bootstrapInterval(values, 5)).toEqual(bootstrapInterval(values, 5));
    expect(bootstrapInterval(values, 5)).not.toEqual(bootstrapInterval(values, 6));
});

test("a bootstrap interval of equal values has no width", () => {
    expect(bootstrapInterval([0.5, 0.5, 0.5], 1)).toEqual({ low: 0.5, high: 0.5 });
    expect(bootstrapInterval([3], 1)).toEqual({ low: 3, high: 3 });
});

test("a bootstrap interval of two values is known: means are low, middle, high as 1 : 2 : 1", () => {
    expect(bootstrapInterval([0, 1], 1)).toEqual({ low: 0, high: 1 });
});

test("a bootstrap interval of many values is nearly the normal one", () => {
    const values = numbers(400, 3);
    const mean = values.reduce((sum, value) => sum + value) / 400;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 400;
    const half = 1.959964 * Math.sqrt(variance / 400);
    const { low, high } = bootstrapInterval(values, 4);
    expect(Math.abs(low - (mean - half)) / half).toBeLessThan(0.06);
    expect(Math.abs(high - (mean + half)) / half).toBeLessThan(0.06);
});

test("about 95 of 100 bootstrap intervals hold the true mean", () => {
    const hits = Array.from({ length: 400 }, (_, seed) => bootstrapInterval(numbers(40, seed), seed, 400));
    const right = hits.filter(({ low, high }) => low <= 0.5 && 0.5 <= high).length;
    expect(right / 400).toBeGreaterThan(0.91);
    expect(right / 400).toBeLessThan(0.98);
});

test("a paired interval is the interval of the differences, after minus before", () => {
    const before = numbers(30, 1);
    const after = before.map((value, index) => value + (index % 3) / 10);
    const differences = after.map((value, index) => value - before[index]!);
    const paired = pairedBootstrapInterval(before, after, 9);
    expect(paired).toEqual(bootstrapInterval(differences, 9));
    expect(paired.low).toBeGreaterThan(0);
    expect(paired.high).toBeLessThan(0.2);
});

test("a bootstrap refuses nothing at all, unequal lengths and no resamples", () => {
    expect(() => bootstrapInterval([], 1)).toThrow(RangeError);
    expect(() => bootstrapInterval([1], 1, 0)).toThrow(RangeError);
    expect(() => pairedBootstrapInterval([1], [1, 2], 1)).toThrow(RangeError);
});
