/**
 * The split by prompt: no prompt on both sides, sizes, order, seeds and refusals.
 */

import fc from "fast-check";
import { expect, test } from "vitest";
import { StudioError } from "../../main/errors.ts";
import { splitByPrompt } from "../../main/training/split.ts";
import type { PreferencePair } from "../../preload/records.ts";

/** As many pairs for each prompt as its size says; the prompts alternate. */
function pairsOf(...sizes: number[]): (PreferencePair & { line: number })[] {
    const pairs = sizes.flatMap((size, prompt) =>
        Array.from({ length: size }, (_, copy) => ({
            prompt: [{ role: "user" as const, content: `prompt ${prompt}` }],
            chosen: `chosen ${copy}`,
            rejected: "rejected",
        })),
    );
    return pairs
        .sort((left, right) => left.chosen.localeCompare(right.chosen))
        .map((pair, index) => ({ ...pair, line: index + 1 }));
}

const promptOf = (pair: PreferencePair) => JSON.stringify(pair.prompt);
const lines = (pairs: { line: number }[]) => pairs.map((pair) => pair.line);

test("holds out one of five prompts with all its pairs", () => {
    const { train, heldOut } = splitByPrompt(pairsOf(4, 4, 4, 4, 4), 0.2, 1);
    expect([train.length, heldOut.length]).toEqual([16, 4]);
    expect(new Set(heldOut.map(promptOf)).size).toBe(1);
});

test("keeps prompts apart, loses nothing, keeps the order and comes as near as can be", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 2, maxLength: 9 });
    const fraction = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
        fc.property(sizes, fraction, fc.maxSafeInteger(), (groupSizes, share, seed) => {
            const pairs = pairsOf(...groupSizes);
            const { train, heldOut } = splitByPrompt(pairs, share, seed);
            const heldPrompts = new Set(heldOut.map(promptOf));
            expect(train.some((pair) => heldPrompts.has(promptOf(pair)))).toBe(false);
            expect([...lines(train), ...lines(heldOut)].sort((a, b) => a - b)).toEqual(lines(pairs));
            expect(lines(train)).toEqual(lines(train).toSorted((a, b) => a - b));
            expect(lines(heldOut)).toEqual(lines(heldOut).toSorted((a, b) => a - b));
            const target = share * pairs.length;
            expect(Math.abs(heldOut.length - target)).toBe(smallestDistance(groupSizes, target));
        }),
        { numRuns: 300 },
    );
});

/** By trying all choices of groups, but for none and all. */
function smallestDistance(sizes: number[], target: number): number {
    let smallest = Number.POSITIVE_INFINITY;
    for (let choice = 1; choice < 2 ** sizes.length - 1; choice += 1) {
        const sum = sizes.reduce((total, size, index) => total + ((choice >> index) & 1) * size, 0);
        smallest = Math.min(smallest, Math.abs(sum - target));
    }
    return smallest;
}

test("gives the same split for the same seed, and another for another", () => {
    const pairs = pairsOf(...Array<number>(40).fill(1));
    expect(splitByPrompt(pairs, 0.25, 5)).toEqual(splitByPrompt(pairs, 0.25, 5));
    expect(lines(splitByPrompt(pairs, 0.25, 5).heldOut)).not.toEqual(
        lines(splitByPrompt(pairs, 0.25, 6).heldOut),
    );
});

test("stays the same on every platform and in every version", () => {
    expect(lines(splitByPrompt(pairsOf(1, 2, 1, 3, 1, 1, 1), 0.3, 2026).heldOut)).toEqual([2, 3, 8]);
});

test("holds each prompt out about equally often", () => {
    const pairs = pairsOf(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    const counts = Array<number>(10).fill(0);
    for (let seed = 0; seed < 2000; seed += 1) {
        for (const line of lines(splitByPrompt(pairs, 0.3, seed).heldOut)) {
            counts[line - 1] = (counts[line - 1] ?? 0) + 1;
        }
    }
    expect(counts.every((count) => Math.abs(count - 600) < 90)).toBe(true);
});

test("tells prompts apart by role, content and the number of messages", () => {
    const prompts: PreferencePair["prompt"][] = [
        [{ role: "user", content: "a" }],
        [{ role: "user", content: "a " }],
        [
            { role: "system", content: "a" },
            { role: "user", content: "a" },
        ],
        [
            { role: "user", content: "a" },
            { role: "user", content: "a" },
        ],
    ];
    const pairs = prompts.map((prompt) => ({ prompt, chosen: "x", rejected: "y" }));
    for (const [index, pair] of pairs.entries()) {
        for (const other of pairs.slice(index + 1)) {
            expect(splitByPrompt([pair, other], 0.5, 1).heldOut.length).toBe(1);
        }
    }
});

test("sees the same prompt whatever the order of its keys", () => {
    const pairs = [[{ role: "user", content: "a" }], [{ content: "a", role: "user" }]].map((prompt) => ({
        prompt,
        chosen: "x",
        rejected: "y",
    }));
    expect(() => splitByPrompt(pairs as PreferencePair[], 0.5, 1)).toThrow("all pairs have the same prompt");
});

test("holds out one prompt at least, and keeps one at least", () => {
    const pairs = pairsOf(1, 1, 1);
    expect(splitByPrompt(pairs, 0.01, 1).heldOut.length).toBe(1);
    expect(splitByPrompt(pairs, 0.99, 1).train.length).toBe(1);
});

test("is quick for many prompts", () => {
    const pairs = Array.from({ length: 150_000 }, (_, index) => ({
        prompt: [{ role: "user" as const, content: `${Math.floor(index / 3)} ${index % 3 === 0}` }],
        chosen: `${index}`,
        rejected: "",
    }));
    expect(splitByPrompt(pairs, 0.1, 1).heldOut.length).toBe(15_000);
});

test("holds out nothing at 0, even without pairs", () => {
    expect(splitByPrompt(pairsOf(2), 0, 1)).toEqual({ train: pairsOf(2), heldOut: [] });
    expect(splitByPrompt([], 0, 1)).toEqual({ train: [], heldOut: [] });
});

test.each([
    [
        pairsOf(5),
        "Nothing can be held out because all pairs have the same prompt; add pairs with another prompt, or hold out nothing (0).",
    ],
    [
        [],
        "Nothing can be held out because there are no pairs; add pairs with another prompt, or hold out nothing (0).",
    ],
])("says so when there are too few prompts", (pairs, message) => {
    expect(() => splitByPrompt(pairs, 0.2, 1)).toThrow(new StudioError("data-invalid", message));
});

test.each([-0.1, 1, 1.5, Number.NaN])("refuses the fraction %d", (fraction) => {
    expect(() => splitByPrompt(pairsOf(1, 1), fraction, 1)).toThrow(
        new StudioError("usage", "The held-out share must be a number from 0 up to, but not including, 1."),
    );
});
