/**
 * The adapter's own policy, as decoding makes it, against PyTorch's numbers: log-probabilities at every position of
 * every golden row, token by token, and greedy continuations.
 *
 * Tolerance: 1.5e-2 in log-probability, because keys and values are kept in F16 here (measured 8e-3). Greedy
 * continuations are compared where PyTorch's two best tokens were never nearer than twice that.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Device } from "../../main/ggml/device.ts";
import { FusedDecoder } from "../../main/inference/fusedDecoder.ts";
import { argmax } from "../../main/inference/sampler.ts";
import type { StackEntry } from "../../main/inference/stack.ts";
import { type Adapter, plainRule } from "../../main/model/adapterFile.ts";
import type { Model } from "../../main/model/weights.ts";
import { goldenCases, goldenRule, openGolden, readGolden } from "../support/golden.ts";
import { largestDifference, logSoftmax } from "../support/logits.ts";

const tolerance = 1.5e-2;

describe.each(goldenCases)("%s", (name) => {
    const golden = readGolden(name);
    let device: Device;
    let model: Model;
    let adapter: Adapter;

    beforeAll(() => {
        ({ device, model, adapter } = openGolden(name));
    });
    afterAll(() => {
        model.dispose();
        device.dispose();
    });

    /** The stack of a policy's name in golden.json. */
    function stackOf(policy: string): StackEntry[] {
        if (policy === "base") return [];
        const rule = policy === "adapter" ? plainRule : goldenRule(golden, policy);
        return [{ adapter: { ...adapter, rule }, weight: 1 }];
    }

    test.each(["H1", "H2", "H3"])("log-probabilities of %s", async (hyper) => {
        const decoder = new FusedDecoder(model, stackOf(hyper), 64);
        for (const [row, { ids, prompt_len }] of golden.batch.rows.entries())
            for (let length = prompt_len; length <= ids.length; length++) {
                const logits = await decoder.logits(ids.slice(0, length));
                const expected = golden.combined_logprobs[hyper]?.[row]?.[length - 1] as number[];
                const found = largestDifference(logSoftmax(logits, logits.length), expected);
                expect(found, `row ${row}, ${length} tokens`).toBeLessThan(tolerance);
            }
        decoder.dispose();
    });

    const clear = golden.greedy.filter(({ min_top2_margin }) => min_top2_margin > 2 * tolerance);
    test("most continuations are clear", () =>
        expect(clear.length).toBeGreaterThan(golden.greedy.length / 2));
    test.each(clear)("greedy continuation $pair of $policy", async ({ pair, policy, new_ids }) => {
        const decoder = new FusedDecoder(model, stackOf(policy), 64);
        const row = golden.batch.rows[pair];
        const tokens = (row?.ids ?? []).slice(0, row?.prompt_len);
        const made: number[] = [];
        while (made.length < new_ids.length) {
            const token = argmax(await decoder.logits([...tokens, ...made]));
            made.push(token);
            if (token === golden.special.eos) break;
        }
        expect(made).toEqual(new_ids);
        decoder.dispose();
    });
});
