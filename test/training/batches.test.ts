/** Batches, micro-batches, the totals that losses are normalised with, and the course of the learning rate. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
    batchOf,
    microBatches,
    microBatchTokens,
    stepsPerEpoch,
    totalsOf,
} from "../../main/training/batches.ts";
import { type LossMode, qAdapterLoss } from "../../main/training/losses/qAdapter.ts";
import { learningRateAt } from "../../main/training/schedule.ts";
import { presets } from "../../main/training/settings.ts";

const size = fc.integer({ min: 1, max: 60 });

describe("batches", () => {
    test("an epoch takes every pair once, in steps that differ by at most one pair", () => {
        fc.assert(
            fc.property(size, size, fc.nat(1000), fc.nat(4), (count, batch, seed, epoch) => {
                const steps = stepsPerEpoch(count, batch);
                const all = Array.from({ length: steps }, (_, i) =>
                    batchOf(count, batch, seed, epoch * steps + i),
                );
                expect(all.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
                const lengths = all.map(({ length }) => length);
                expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
                expect(Math.min(...lengths)).toBeGreaterThan(0);
            }),
        );
    });
    test("depend on the seed and the epoch, and on nothing else", () => {
        const epoch = (seed: number, from: number) =>
            Array.from({ length: 5 }, (_, i) => batchOf(40, 8, seed, from + i));
        expect(epoch(1, 0)).toEqual(epoch(1, 0));
        expect(epoch(1, 0)).not.toEqual(epoch(2, 0));
        expect(epoch(1, 0)).not.toEqual(epoch(1, 5));
    });
    test("fewer pairs than a batch make one step", () => {
        expect(stepsPerEpoch(3, 16)).toBe(1);
        expect(batchOf(3, 16, 1, 0).toSorted()).toEqual([0, 1, 2]);
    });
});

describe("micro-batches", () => {
    const texts = fc.array(
        fc.record({ prompt: fc.integer({ min: 1, max: 700 }), answer: fc.integer({ min: 1, max: 300 }) }),
        { minLength: 1, maxLength: 30 },
    );
    test("keep the order and the limit; a longer text is alone", () => {
        fc.assert(
            fc.property(texts, (lengths) => {
                const trees = lengths.map(({ prompt, answer }) => ({
                    prompt: new Array<number>(prompt).fill(0),
                    branches: [new Array<number>(answer).fill(0)],
                }));
                const indices = trees.map((_, i) => i);
                const groups = microBatches(trees, indices);
                expect(groups.flat()).toEqual(indices);
                for (const group of groups) {
                    const tokens = group.reduce(
                        (sum, i) => sum + (lengths[i]?.prompt ?? 0) + (lengths[i]?.answer ?? 0),
                        0,
                    );
                    expect(group.length === 1 || tokens <= microBatchTokens).toBe(true);
                }
            }),
        );
    });
});

test("totals count the actions of each loss, and the longest row", () => {
    const pair = (prompt: number, chosen: number, rejected: number) => ({
        prompt: new Array<number>(prompt).fill(1),
        chosen: new Array<number>(chosen).fill(1),
        rejected: new Array<number>(rejected).fill(1),
        terminal: { chosen: true, rejected: true },
    });
    const pairs = [pair(5, 6, 5), pair(3, 5, 4)];
    const actions = (mode: LossMode) =>
        totalsOf(pairs, qAdapterLoss({ ...presets.paper, mode, origin: "raw" }), 1);
    expect(actions("paper")).toEqual({ pairs: 2, actions: 20, longestRow: 11, clarity: 1 });
    expect(actions("advantage")).toEqual({ pairs: 2, actions: 20, longestRow: 11, clarity: 1 });
    // states P..min(L−1, T−2) of rows of 11, 10, 8 and 7 tokens: 5 + 5 + 5 + 4
    expect(actions("reference")).toEqual({ pairs: 2, actions: 19, longestRow: 11, clarity: 1 });
});

describe("learning rate", () => {
    const course = (schedule: "linear" | "cosine" | "constant", warmup: number, total: number) =>
        Array.from({ length: total }, (_, i) =>
            learningRateAt({ learningRate: 1, schedule, warmup }, i, total),
        );
    test("linear falls to one step above zero", () => {
        expect(course("linear", 0, 4)).toEqual([1, 0.75, 0.5, 0.25]);
    });
    test("cosine falls slowly, fast, slowly", () => {
        const [first, second, third, fourth] = course("cosine", 0, 4) as [number, number, number, number];
        expect([first, third]).toEqual([1, expect.closeTo(0.5, 12)]);
        expect(first - second).toBeLessThan(second - third);
        expect(third - fourth).toBeGreaterThan(fourth - 0);
    });
    test("constant stays", () => expect(course("constant", 0, 3)).toEqual([1, 1, 1]));
    test("warm-up rises from above zero, then the schedule takes over at the top", () => {
        expect(course("linear", 3, 7)).toEqual([0.25, 0.5, 0.75, 1, 0.75, 0.5, 0.25]);
        expect(course("constant", 1, 3)).toEqual([0.5, 1, 1]);
    });
    test("a warm-up longer than the run never divides by zero", () => {
        for (const schedule of ["linear", "cosine", "constant"] as const)
            for (const rate of course(schedule, 10, 4)) expect(rate > 0 && rate <= 1).toBe(true);
    });
});
