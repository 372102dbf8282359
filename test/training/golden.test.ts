/** Losses, gradients and optimiser steps against PyTorch's numbers. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Device } from "../../main/ggml/device.ts";
import type { Adapter } from "../../main/model/adapterFile.ts";
import { LoraWeights } from "../../main/model/lora.ts";
import type { Model } from "../../main/model/weights.ts";
import { dpoLoss } from "../../main/training/losses/dpo.ts";
import type { BatchTotals, LossMethod, PairLoss } from "../../main/training/losses/loss.ts";
import { type LossMode, qAdapterLoss } from "../../main/training/losses/qAdapter.ts";
import { replayLoss } from "../../main/training/losses/replay.ts";
import { sftLoss } from "../../main/training/losses/sft.ts";
import { AdamW } from "../../main/training/optimizer.ts";
import { ownText, PairStep, type TokenPair } from "../../main/training/pairStep.ts";
import {
    fromGolden,
    type Golden,
    type GoldenLoss,
    goldenCases,
    goldenPairs,
    openGolden,
    readGolden,
} from "../support/golden.ts";

const modes: LossMode[] = ["paper", "advantage", "reference"];
const hyperSets = ["H1", "H2", "H3"];

/** The loss of a run's name: "dpo", "sft", or a mode of the Q-adapter with a set of hyper-parameters. */
function lossNamed(golden: Golden, name: string): LossMethod {
    if (name === "dpo") return dpoLoss({ beta: golden.dpo_beta });
    if (name === "sft") return sftLoss();
    const [mode, hyper] = name.split("/") as [LossMode, string];
    const h = golden.hypers[hyper];
    if (!h) throw new Error(`no ${hyper}`);
    return qAdapterLoss({
        mode,
        origin: h.origin ?? "raw",
        alpha0: h.alpha_0,
        alphaTilde: h.alpha_tilde,
        gamma: h.gamma,
        beta: h.beta,
        margin: "sum",
        marginScale: 1,
        likelihood: 0,
        retention: 0,
    });
}

function totalsOf(pairs: TokenPair[], loss: LossMethod, longestRow: number): BatchTotals {
    const actions = pairs.flatMap((pair) =>
        (["chosen", "rejected"] as const).map((side) =>
            loss.countActions(side, pair[side].length, pair.prompt.length + pair[side].length, longestRow),
        ),
    );
    return { pairs: pairs.length, actions: actions.reduce((a, b) => a + b), longestRow, clarity: 1 };
}

describe.each(goldenCases)("%s", (name) => {
    const golden = readGolden(name);
    const pairs = goldenPairs(golden);
    let device: Device;
    let model: Model;
    let adapter: Adapter;
    let lora: LoraWeights;

    beforeAll(() => {
        ({ device, model, adapter } = openGolden(name));
        lora = new LoraWeights(device, model.config.layers, adapter.matrices, adapter.alpha);
    });
    afterAll(() => {
        lora.dispose();
        model.dispose();
    });

    async function step(loss: LossMethod, values: Float32Array[], recompute: boolean, split: boolean) {
        lora.upload(values);
        const pass = new PairStep(model, lora, loss, golden.special.pad, recompute);
        const gradients = adapter.matrices.map(({ ne }) => new Float32Array(ne[0] * ne[1]));
        const totals = totalsOf(pairs, loss, golden.batch.T);
        const losses: PairLoss[] = [];
        for (const batch of split ? pairs.map((pair) => [pair]) : [pairs])
            losses.push(
                ...(await pass.train(
                    batch,
                    await pass.base(batch.map((pair) => pass.trainText(pair))),
                    totals,
                    gradients,
                )),
            );
        pass.dispose();
        const total = (part: "preference" | "regularization") => losses.reduce((sum, l) => sum + l[part], 0);
        return {
            losses,
            preference: total("preference"),
            regularization: total("regularization"),
            loss: total("preference") + total("regularization"),
            gradients,
            totals,
        };
    }

    /** Two ways to the same numbers: in one micro-batch, and one pair at a time with recomputed activations. */
    const variants = [
        { recompute: false, split: false },
        { recompute: true, split: true },
    ];

    function expectGradients(gradients: readonly Float32Array[], name: string) {
        adapter.matrices.forEach((matrix, i) => {
            const wanted = fromGolden(golden, golden.grads[name] ?? {}, matrix);
            expect(relativeDifference(gradients[i] as Float32Array, wanted), matrix.name).toBeLessThan(1e-4);
        });
    }

    describe.each(modes)("%s", (mode) => {
        test.each(hyperSets)("loss and gradients, %s", async (hyper) => {
            const name = `${mode}/${hyper}`;
            const expected = golden.losses[name] as GoldenLoss;
            for (const { recompute, split } of variants) {
                const result = await step(lossNamed(golden, name), adapter.values, recompute, split);
                expect(result.totals.actions).toBe(expected.n_actions);
                expect(Math.abs(result.loss / expected.loss - 1)).toBeLessThan(1e-5);
                expect(Math.abs(result.preference / expected.pref_loss - 1)).toBeLessThan(1e-5);
                expect(Math.abs(result.regularization / expected.reg_loss - 1)).toBeLessThan(1e-5);
                expectGradients(result.gradients, name);
            }
        });
    });

    test("DPO: loss, margins and gradients", async () => {
        for (const { recompute, split } of variants) {
            const { loss, losses, gradients } = await step(
                lossNamed(golden, "dpo"),
                adapter.values,
                recompute,
                split,
            );
            expect(Math.abs(loss / golden.losses.dpo.loss - 1)).toBeLessThan(1e-5);
            golden.losses.dpo.margin.forEach((margin, i) => {
                expect(losses[i]?.margin).toBeCloseTo(margin, 5);
            });
            expectGradients(gradients, "dpo");
        }
    });

    test("SFT: loss and gradients, without the rejected answers", async () => {
        for (const { recompute, split } of variants) {
            const { loss, gradients, totals } = await step(
                lossNamed(golden, "sft"),
                adapter.values,
                recompute,
                split,
            );
            expect(totals.actions).toBe(golden.losses.sft.n_tokens);
            expect(Math.abs(loss / golden.losses.sft.loss - 1)).toBeLessThan(1e-5);
            expectGradients(gradients, "sft");
        }
    });

    test("replay with the chosen answers as own texts is SFT twice over", async () => {
        const loss = replayLoss({ retention: 1 });
        lora.upload(adapter.values);
        const pass = new PairStep(model, lora, loss, golden.special.pad, false);
        const gradients = adapter.matrices.map(({ ne }) => new Float32Array(ne[0] * ne[1]));
        const texts = pairs.map(({ prompt, chosen, terminal }) => ({
            prompt,
            answer: chosen,
            terminal: terminal.chosen,
        }));
        const actions = golden.losses.sft.n_tokens;
        const value = await pass.retain(texts, await pass.base(texts.map(ownText)), actions, gradients);
        pass.dispose();
        expect(Math.abs(value / golden.losses.sft.loss - 1)).toBeLessThan(1e-5);
        expectGradients(gradients, "sft");
    });

    test.each(["paper/H1", "paper/H3", "reference/H1", "dpo", "sft"])(
        "three AdamW steps, %s",
        async (run) => {
            const expected = golden.adamw.runs[run];
            if (!expected) throw new Error("missing");
            const optimizer = new AdamW(adapter.values.map((v) => v.slice()));
            for (const wanted of expected.loss_before_step) {
                const { loss, gradients } = await step(
                    lossNamed(golden, run),
                    [...optimizer.parameters],
                    false,
                    false,
                );
                expect(Math.abs(loss / wanted - 1)).toBeLessThan(1e-4);
                optimizer.step(gradients, golden.adamw.lr);
            }
            adapter.matrices.forEach((matrix, i) => {
                const wanted = fromGolden(golden, expected.params, matrix);
                const largest = Math.max(
                    ...wanted.map((w, j) => Math.abs(w - (optimizer.parameters[i]?.[j] ?? Number.NaN))),
                );
                expect(largest, matrix.name).toBeLessThan(1e-4);
            });
        },
    );
});

/** Largest difference over the largest element. */
function relativeDifference(a: Float32Array, b: Float32Array): number {
    expect(a.length).toBe(b.length);
    let difference = 0;
    let largest = 0;
    b.forEach((x, i) => {
        difference = Math.max(difference, Math.abs(x - (a[i] as number)));
        largest = Math.max(largest, Math.abs(x));
    });
    return difference / largest;
}
