/** Pairs as token ids within a limit: what is cut, what is left out, and that it is counted (field reports F). */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodePairs, type PairEncoder } from "../../main/training/encodePairs.ts";

const end = 9999;

/** Every word is a number, and every number a token. */
const encoder: PairEncoder = {
    encodePrompt: (messages) => ids(messages.map(({ content }) => content).join(" ")),
    encodeAnswer: (text) => [...ids(text), end],
};

function ids(text: string): number[] {
    return text.split(" ").map(Number);
}

const words = (count: number, from: number) => Array.from({ length: count }, (_, i) => from + i).join(" ");
const pair = (prompt: string, chosen: string, rejected: string) => ({
    prompt: [{ role: "user" as const, content: prompt }],
    chosen,
    rejected,
});

describe("a limit of 64 tokens", () => {
    test("a long prompt loses its beginning, and both answers survive whole", () => {
        const { pairs, ...counts } = encodePairs([pair(words(200, 0), "1 2 3", "4 5")], encoder, 64);
        expect(counts).toEqual({ promptsCut: 1, answersCut: 0, indistinct: 0 });
        expect(pairs).toEqual([
            {
                prompt: Array.from({ length: 60 }, (_, i) => 140 + i),
                chosen: [1, 2, 3, end],
                rejected: [4, 5, end],
                terminal: { chosen: true, rejected: true },
            },
        ]);
    });
    test("answers that first differ at token 100 are left out and counted", () => {
        const same = words(100, 0);
        const { pairs, ...counts } = encodePairs([pair("7", `${same} 1`, `${same} 2`)], encoder, 64);
        expect(pairs).toEqual([]);
        expect(counts).toEqual({ promptsCut: 0, answersCut: 0, indistinct: 1 });
    });
    test("a long answer loses its end, keeps 16 tokens of the prompt, and is not terminal", () => {
        const { pairs, ...counts } = encodePairs([pair(words(40, 0), words(100, 500), "4 5")], encoder, 64);
        expect(counts).toEqual({ promptsCut: 1, answersCut: 1, indistinct: 0 });
        expect(pairs[0]).toEqual({
            prompt: Array.from({ length: 16 }, (_, i) => 24 + i),
            chosen: Array.from({ length: 48 }, (_, i) => 500 + i),
            rejected: [4, 5, end],
            terminal: { chosen: false, rejected: true },
        });
    });
    test("an answer that only begins like the other one stays", () => {
        const { pairs, indistinct } = encodePairs([pair("7", "1 2 3", "1 2")], encoder, 64);
        expect([pairs.length, indistinct]).toEqual([1, 0]);
    });
});

test("whatever the lengths: within the limit, never without an answer, and every pair is counted", () => {
    const length = fc.integer({ min: 1, max: 150 });
    fc.assert(
        fc.property(
            fc.array(fc.tuple(length, length, length), { maxLength: 8 }),
            fc.integer({ min: 8, max: 100 }),
            (all, limit) => {
                const given = all.map(([p, c, r]) =>
                    pair(words(p, 0), words(c, 1000), words(r, 1000 + (p % 2))),
                );
                const { pairs, indistinct } = encodePairs(given, encoder, limit);
                expect(pairs.length + indistinct).toBe(given.length);
                for (const { prompt, chosen, rejected, terminal } of pairs) {
                    expect(prompt.length).toBeGreaterThan(0);
                    expect(Math.min(chosen.length, rejected.length)).toBeGreaterThan(0);
                    expect(prompt.length + Math.max(chosen.length, rejected.length)).toBeLessThanOrEqual(
                        limit,
                    );
                    expect([chosen.at(-1) === end, rejected.at(-1) === end]).toEqual([
                        terminal.chosen,
                        terminal.rejected,
                    ]);
                    expect(chosen).not.toEqual(rejected);
                }
            },
        ),
    );
});
