/**
 * Several stacks scored in one go: log-probabilities, rewards and drift against PyTorch's numbers, and that a stack's
 * numbers are the same alone and in company.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { divergence } from "../../main/evaluation/drift.ts";
import { StackDrift } from "../../main/evaluation/stackDrift.ts";
import { packedPasses, StackScorer } from "../../main/evaluation/stackScorer.ts";
import type { Device } from "../../main/ggml/device.ts";
import type { StackEntry } from "../../main/inference/stack.ts";
import { type Adapter, plainRule } from "../../main/model/adapterFile.ts";
import type { Model } from "../../main/model/weights.ts";
import { goldenCases, goldenRule, openGolden, readGolden } from "../support/golden.ts";
import { logSoftmax } from "../support/logits.ts";

const hyperSets = ["H1", "H2", "H3"] as const;

describe.each(goldenCases)("%s", (name) => {
    const golden = readGolden(name);
    const { rows } = golden.batch;
    let device: Device;
    let model: Model;
    let adapter: Adapter;
    let stacks: StackEntry[][];

    beforeAll(() => {
        ({ device, model, adapter } = openGolden(name));
        const rules = [...hyperSets.map((hyper) => goldenRule(golden, hyper)), plainRule];
        stacks = [...rules.map((rule) => [{ adapter: { ...adapter, rule }, weight: 1 }]), []];
    });
    afterAll(() => {
        model.dispose();
        device.dispose();
    });

    const trees = rows.map(({ ids, prompt_len }) => ({
        prompt: ids.slice(0, prompt_len),
        branches: [ids.slice(prompt_len)],
    }));
    /** Σ over a row's answer of log-probabilities given per position. */
    const sumOf = (row: number, logProbability: (position: number, token: number) => number) => {
        const { ids, prompt_len, len } = rows[row] as (typeof rows)[number];
        let sum = 0;
        for (let i = prompt_len; i < len; i++) sum += logProbability(i - 1, ids[i] as number);
        return sum;
    };
    const base = golden.base_logits.map((logits) =>
        logits.map((row) => logSoftmax(Float32Array.from(row), row.length)),
    );

    test("log-probabilities of every rule, and of the base", async () => {
        const scorer = new StackScorer(model, stacks, golden.special.pad);
        const scores = await scorer.score(trees);
        scorer.dispose();
        scores.forEach(([score], row) => {
            const expected = sumOf(row, (at, token) => base[row]?.[at]?.[token] as number);
            expect(score?.base).toBeCloseTo(expected, 3);
            expect(score?.stacks[4]).toEqual({ policy: score?.base, reward: undefined });
            hyperSets.forEach((hyper, k) => {
                const wanted = golden.combined_logprobs[hyper]?.[row] ?? [];
                const sum = sumOf(row, (at, token) => wanted[at]?.[token] as number);
                expect(score?.stacks[k]?.policy, `${hyper}, row ${row}`).toBeCloseTo(sum, 3);
            });
        });
    });

    test("rewards of rows that end", async () => {
        const scorer = new StackScorer(model, stacks, golden.special.pad);
        const scores = await scorer.score(trees);
        scorer.dispose();
        hyperSets.forEach((hyper, k) => {
            const returns = golden.losses[`paper/${hyper}`]?.row_return_over_norm as number[];
            rows.forEach(({ terminal }, row) => {
                if (terminal)
                    expect(scores[row]?.[0]?.stacks[k]?.reward, hyper).toBeCloseTo(returns[row] as number, 3);
            });
        });
        expect(scores[0]?.[0]?.stacks[3]?.reward).toBeUndefined();
    });

    test("drift is KL(π ‖ π₀) summed over the answers' tokens", async () => {
        const drift = new StackDrift(model, stacks);
        const drifts = await drift.measure(trees);
        drift.dispose();
        drifts.forEach((perStack, row) => {
            const { prompt_len, len } = rows[row] as (typeof rows)[number];
            hyperSets.forEach((hyper, k) => {
                let [sum, agreement] = [0, 0];
                for (let at = prompt_len - 1; at < len - 1; at++) {
                    const p = Float32Array.from(golden.combined_logprobs[hyper]?.[row]?.[at] ?? []);
                    const q = Float32Array.from(base[row]?.[at] ?? []);
                    sum += divergence(p, q);
                    if (p.indexOf(Math.max(...p)) === q.indexOf(Math.max(...q))) agreement++;
                }
                expect(perStack[k]?.divergence, `${hyper}, row ${row}`).toBeCloseTo(sum, 3);
                expect(perStack[k]).toMatchObject({ tokens: len - prompt_len, agreement });
            });
            expect(perStack[4]).toEqual({
                tokens: len - prompt_len,
                divergence: 0,
                agreement: len - prompt_len,
            });
        });
    });

    test("a stack's numbers do not depend on the stacks beside it", async () => {
        const together = new StackScorer(model, stacks, golden.special.pad);
        const scores = await together.score(trees);
        together.dispose();
        for (const [k, stack] of stacks.entries()) {
            const alone = new StackScorer(model, [stack], golden.special.pad);
            const own = await alone.score(trees);
            alone.dispose();
            expect(own.map(([score]) => score?.stacks[0])).toEqual(scores.map(([score]) => score?.stacks[k]));
        }
    });
});

test("passes are cut in order, by tokens, and a longer text is alone", () => {
    const tree = (prompt: number, answer: number) => ({
        prompt: new Array<number>(prompt).fill(1),
        branches: [new Array<number>(answer).fill(2)],
    });
    const trees = [tree(200, 100), tree(100, 100), tree(13, 0), tree(600, 10), tree(1, 1), tree(1, 1)];
    expect(packedPasses(trees).map((group) => group.map((one) => trees.indexOf(one)))).toEqual([
        [0, 1],
        [2],
        [3],
        [4, 5],
    ]);
});
