/** Losses, gradients and optimiser steps against PyTorch's numbers. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Device } from "../../main/ggml/device.ts";
import type { Adapter } from "../../main/model/adapterFile.ts";
import { LoraWeights } from "../../main/model/lora.ts";
import type { Model } from "../../main/model/weights.ts";
import type { BatchTotals, LossMethod, PairLoss } from "../../main/training/losses/loss.ts";
import { type LossMode, qAdapterLoss } from "../../main/training/losses/qAdapter.ts";
import { AdamW } from "../../main/training/optimizer.ts";
import { PairStep, pairText, type TokenPair } from "../../main/training/pairStep.ts";
import {
    fromGolden,
    type Golden,
    goldenCases,
    goldenPairs,
    openGolden,
    readGolden,
} from "../support/golden.ts";

const modes: LossMode[] = ["paper", "advantage", "reference"];
const hyperSets = ["H1", "H2", "H3"];

function method(golden: Golden, mode: LossMode, hyper: string): LossMethod {
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
    const actions = pairs.flatMap(({ prompt, chosen, rejected }) =>
        [chosen, rejected].map((answer) =>
            loss.countActions(answer.length, prompt.length + answer.length, longestRow),
        ),
    );
    return { pairs: pairs.length, actions: actions.reduce((a, b) => a + b), longestRow };
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
                ...(await pass.train(batch, await pass.base(batch.map(pairText)), totals, gradients)),
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

    describe.each(modes)("%s", (mode) => {
        test.each(hyperSets)("loss and gradients, %s", async (hyper) => {
            const expected = golden.losses[`${mode}/${hyper}`];
            if (!expected) throw new Error("missing");
            for (const variant of [
                { recompute: false, split: false },
                { recompute: true, split: true },
            ]) {
                const result = await step(
                    method(golden, mode, hyper),
                    adapter.values,
                    variant.recompute,
                    variant.split,
                );
                expect(result.totals.actions).toBe(expected.n_actions);
                expect(Math.abs(result.loss / expected.loss - 1)).toBeLessThan(1e-5);
                expect(Math.abs(result.preference / expected.pref_loss - 1)).toBeLessThan(1e-5);
                expect(Math.abs(result.regularization / expected.reg_loss - 1)).toBeLessThan(1e-5);
                adapter.matrices.forEach((matrix, i) => {
                    const wanted = fromGolden(golden, golden.grads[`${mode}/${hyper}`] ?? {}, matrix);
                    expect(
                        relativeDifference(result.gradients[i] as Float32Array, wanted),
                        matrix.name,
                    ).toBeLessThan(1e-4);
                });
            }
        });
    });

    test.each(["paper/H1", "paper/H3", "reference/H1"])("three AdamW steps, %s", async (run) => {
        const expected = golden.adamw.runs[run];
        if (!expected) throw new Error("missing");
        const [mode, hyper] = run.split("/") as [LossMode, string];
        const optimizer = new AdamW(adapter.values.map((v) => v.slice()));
        for (const wanted of expected.loss_before_step) {
            const { loss, gradients } = await step(
                method(golden, mode, hyper),
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
    });
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
