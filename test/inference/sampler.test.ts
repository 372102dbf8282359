/** Sampling from logits: what each option keeps, and that tokens are drawn as often as they should be. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { argmax, type SamplingOptions, sampleToken } from "../../main/inference/sampler.ts";
import { createRandom } from "../../main/random.ts";

const plain: SamplingOptions = {
    temperature: 1,
    topK: 0,
    topP: 1,
    minP: 0,
    repeatPenalty: 1,
    repeatWindow: 64,
};
const draws = 20_000;
/** Probabilities 0.4, 0.3, 0.2, 0.1 in an order of their own, and a token that is next to impossible. */
const shares = [0.1, 0.4, 1e-20, 0.2, 0.3];
const logits = () => Float32Array.from(shares, (p) => Math.log(p) + 7);

/** How often each token is drawn. */
function counts(options: Partial<SamplingOptions>, seed = 1, recent: readonly number[] = []): number[] {
    const random = createRandom(seed);
    const found = shares.map(() => 0);
    for (let i = 0; i < draws; i++) {
        const token = sampleToken(logits(), { ...plain, ...options }, recent, random);
        found[token] = (found[token] as number) + 1;
    }
    return found;
}

/** Pearson's χ² against shares; with up to four degrees of freedom, 18.5 is exceeded once in a thousand. */
function expectShares(found: readonly number[], wanted: readonly number[]): void {
    const total = wanted.reduce((sum, p) => sum + p, 0);
    let statistic = 0;
    wanted.forEach((p, token) => {
        const expected = (draws * p) / total;
        if (expected < 1e-9) expect(found[token], `token ${token}`).toBe(0);
        else statistic += ((found[token] as number) - expected) ** 2 / expected;
    });
    expect(statistic).toBeLessThan(18.5);
}

describe("draws as often as it should", () => {
    const possible = [0.1, 0.4, 0, 0.2, 0.3];
    const kept = (...tokens: number[]) => possible.map((p, token) => (tokens.includes(token) ? p : 0));
    const cases: [string, Partial<SamplingOptions>, number[]][] = [
        ["the plain policy", {}, possible],
        ["sorted, nothing cut off", { topK: 5 }, possible],
        ["half the temperature", { temperature: 0.5 }, possible.map((p) => p ** 2)],
        ["twice the temperature", { temperature: 2 }, shares.map((p) => (p > 1e-10 ? p ** 0.5 : 0))],
        ["top-k 2", { topK: 2 }, kept(1, 4)],
        ["top-k 1", { topK: 1 }, kept(1)],
        ["top-p 0.69", { topP: 0.69 }, kept(1, 4)],
        ["top-p 0.71", { topP: 0.71 }, kept(1, 4, 3)],
        ["top-p next to nothing", { topP: 1e-6 }, kept(1)],
        ["min-p 0.6", { minP: 0.6 }, kept(1, 4)],
        ["min-p 0.4", { minP: 0.4 }, kept(1, 4, 3)],
        ["min-p 1", { minP: 1 }, kept(1)],
        [
            "top-p is taken before the temperature",
            { topP: 0.69, temperature: 3 },
            kept(1, 4).map((p) => p ** (1 / 3)),
        ],
        ["all together", { topK: 3, topP: 0.95, minP: 0.6 }, kept(1, 4)],
    ];
    test.each(cases)("%s", (_, options, wanted) => expectShares(counts(options), wanted));
});

describe("temperature 0", () => {
    test("takes the best, the first of equals, whatever else is set", () => {
        const random = createRandom(1);
        const options = { ...plain, temperature: 0, topK: 40, topP: 0.9, minP: 0.1 };
        for (let i = 0; i < 50; i++) expect(sampleToken(logits(), options, [], random)).toBe(1);
        expect(sampleToken(Float32Array.of(1, 3, 3, 2), options, [], random)).toBe(1);
    });
    test("uses no random number", () => {
        const [a, b] = [createRandom(3), createRandom(3)];
        sampleToken(logits(), { ...plain, temperature: 0 }, [], a);
        expect(a.next()).toBe(b.next());
    });
});

describe("repetition", () => {
    const options = { ...plain, temperature: 0, repeatPenalty: 2 };
    const choose = (values: number[], recent: number[], changes: Partial<SamplingOptions> = {}) =>
        sampleToken(Float32Array.from(values), { ...options, ...changes }, recent, createRandom(1));
    test("makes positive logits smaller and negative ones more negative, once per token", () => {
        expect(choose([3, 2, -9], [0])).toBe(1);
        expect(choose([3.9, 2, -9], [0, 0, 0])).toBe(1);
        expect(choose([4.1, 2, -9], [0, 0, 0])).toBe(0);
        expect(choose([-1, -1.5, -9], [0])).toBe(1);
        expect(choose([-1, -2.5, -9], [0])).toBe(0);
    });
    test("looks back as far as the window", () => {
        expect(choose([3, 2, 0], [0, 2, 2], { repeatWindow: 2 })).toBe(0);
        expect(choose([3, 2, 0], [0, 2, 2], { repeatWindow: 3 })).toBe(1);
    });
    test("1 is off", () => expectShares(counts({ repeatPenalty: 1 }, 1, [1, 1, 1]), [0.1, 0.4, 0, 0.2, 0.3]));
});

test("the same seed draws the same tokens, another one others", () => {
    const sequence = (seed: number) => {
        const random = createRandom(seed);
        return Array.from({ length: 50 }, () => sampleToken(logits(), plain, [], random));
    };
    expect(sequence(7)).toEqual(sequence(7));
    expect(sequence(7)).not.toEqual(sequence(8));
});

test("what is kept, by hand: the fast ways never lose a token, nor keep one too many", () => {
    const values = fc.array(fc.integer({ min: -60, max: 60 }), { minLength: 1, maxLength: 40 });
    const share = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
        fc.property(values, fc.nat(12), share(0.05, 1), share(0, 0.5), (eighths, topK, topP, minP) => {
            const all = eighths.map((x) => x / 8);
            const kept = keptByHand(all, topK, topP, minP);
            const random = createRandom(all.length);
            const drawn = new Set<number>();
            const options = { ...plain, temperature: 50, topK, topP, minP }; // hot: everything that is kept is drawn
            for (let i = 0; i < 1500; i++)
                drawn.add(sampleToken(Float32Array.from(all), options, [], random));
            expect([...drawn].sort((a, b) => a - b)).toEqual(kept);
        }),
        { numRuns: 300 },
    );
});

/** llama.cpp's order: top-k, then top-p of what is left, then min-p. */
function keptByHand(all: readonly number[], topK: number, topP: number, minP: number): number[] {
    const sorted = all
        .map((logit, token) => ({ token, logit }))
        .sort((a, b) => b.logit - a.logit || a.token - b.token);
    const best = sorted[0]?.logit as number;
    const left = topK > 0 ? sorted.slice(0, topK) : sorted;
    const total = left.reduce((sum, { logit }) => sum + Math.exp(logit - best), 0);
    const kept: number[] = [];
    let sum = 0;
    for (const { token, logit } of left) {
        if (kept.length > 0 && (sum / total >= topP || Math.exp(logit - best) < minP)) break;
        kept.push(token);
        sum += Math.exp(logit - best);
    }
    return kept.sort((a, b) => a - b);
}

test("argmax", () => {
    expect(argmax(Float32Array.of(Number.NEGATIVE_INFINITY, -1, -1))).toBe(1);
    expect(argmax(Float32Array.of(5))).toBe(0);
});
