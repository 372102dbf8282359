/**
 * The baselines on the shared loop: what each looks at, that stopped runs go on bit for bit, training on from an
 * adapter with either reference, and which settings each refuses.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { Device } from "../../main/ggml/device.ts";
import { GgmlType } from "../../main/ggml/tensor.ts";
import { writeRandomModel } from "../../main/model/randomModel.ts";
import { Model } from "../../main/model/weights.ts";
import type { TokenPair } from "../../main/training/pairStep.ts";
import { type Method, resolveSettings } from "../../main/training/settings.ts";
import { trainAdapter } from "../../main/training/trainAdapter.ts";
import type { StartingPoint, StepReport, TrainJob, TrainResult } from "../../main/training/trainJob.ts";
import { randomTokens, tinyModel } from "../support/logits.ts";

const folder = mkdtempSync(join(tmpdir(), "qadapter-baselines-"));
const out = join(folder, "adapter.gguf");
const baselines = ["dpo", "sft", "replay"] as const;

const pairs = (count: number, seed: number): TokenPair[] =>
    Array.from({ length: count }, (_, i) => ({
        prompt: randomTokens(5 + 3 * i, seed + 3 * i),
        chosen: randomTokens(3 + 2 * i, seed + 3 * i + 1),
        rejected: randomTokens(4 + i, seed + 3 * i + 2),
        terminal: { chosen: true, rejected: true },
    }));
const train = pairs(8, 1);
const ownTexts = pairs(6, 700).map(({ prompt, chosen }) => ({ prompt, answer: chosen, terminal: true }));

let model: Model;
beforeAll(() => {
    const path = join(folder, "tiny.gguf");
    writeRandomModel(path, tinyModel({ type: GgmlType.F32, layers: 1 }));
    model = Model.load(readGguf(path), Device.open("cpu", 1), { transposed: true });
});
afterAll(() => {
    model.dispose();
    rmSync(folder, { recursive: true });
});

function settingsOf(method: Method, learningRate = 1e-2) {
    return resolveSettings("studio", { method, rank: 4, epochs: 3, batch: 4, warmup: 0, learningRate });
}

/** Six steps, two per epoch. What a method makes of everything as it is, is made once. */
function run(method: Method, changes?: Partial<TrainJob>): Promise<TrainResult> {
    if (changes) return runAnew(method, changes);
    const known = plainRuns.get(method) ?? runAnew(method, {});
    plainRuns.set(method, known);
    return known;
}
const plainRuns = new Map<Method, Promise<TrainResult>>();

function runAnew(method: Method, changes: Partial<TrainJob>): Promise<TrainResult> {
    return trainAdapter({
        model,
        settings: settingsOf(method),
        train,
        heldOut: [],
        ownTexts: method === "replay" || method === "q-adapter" ? ownTexts : [],
        padToken: 2,
        identity: "tiny",
        out,
        recompute: false,
        resume: false,
        checkpointEvery: 0,
        cacheBytes: 2 ** 20,
        ...changes,
    });
}

async function reportsOf(method: Method, changes: Partial<TrainJob> = {}): Promise<StepReport[]> {
    const reports: StepReport[] = [];
    await run(method, { ...changes, onStep: (report) => void reports.push(report) });
    return reports;
}

function startFrom({ matrices, values }: TrainResult, reference: StartingPoint["reference"]): StartingPoint {
    return { matrices, values, alpha: settingsOf("sft").alpha, sha256: "of its file", reference };
}

describe.each(baselines)("%s", (method) => {
    test("lowers its loss", async () => {
        const reports = await reportsOf(method);
        expect(reports).toHaveLength(6);
        expect(reports[5]?.loss).toBeLessThan(reports[0]?.loss as number);
        expect(reports.map(({ gradientNorm }) => gradientNorm > 0)).not.toContain(false);
    });
    test("goes on bit for bit after an interruption", async () => {
        const whole = await run(method);
        const controller = new AbortController();
        const onStep = ({ step }: StepReport) => void (step === 3 && controller.abort());
        await expect(run(method, { onStep, signal: controller.signal })).rejects.toThrow("Stopped");
        expect((await run(method, { resume: true })).values).toEqual(whole.values);
    });
    test("goes on from an adapter where that left off", async () => {
        const first = await run(method);
        const on = await reportsOf(method, { start: startFrom(first, "base") });
        const fresh = await reportsOf(method);
        expect(on[0]?.loss).toBeLessThan(fresh[0]?.loss as number);
    });
});

test("an untrained DPO adapter has margin 0 and loss log 2", async () => {
    const [first] = await reportsOf("dpo");
    expect(first?.meanMargin).toBeCloseTo(0, 5);
    expect(first?.loss).toBeCloseTo(Math.log(2), 5);
});

test("SFT and replay do not look at rejected answers", async () => {
    const other = train.map((pair, i) => ({ ...pair, rejected: randomTokens(9, 5000 + i) }));
    for (const method of ["sft", "replay"] as const) {
        expect((await run(method, { train: other })).values).toEqual((await run(method)).values);
        for (const report of await reportsOf(method))
            expect(report).toMatchObject({ meanMargin: null, rewardAccuracy: null });
    }
    expect((await run("dpo", { train: other })).values).not.toEqual((await run("dpo")).values);
});

test("replay is SFT where there are no own texts, and differs where there are", async () => {
    const sft = await run("sft");
    expect((await run("replay", { ownTexts: [] })).values).toEqual(sft.values);
    expect((await run("replay")).values).not.toEqual(sft.values);
});

test("held-out figures compare both answers whatever the method looks at in training", async () => {
    for (const method of baselines) {
        const { heldOut } = await run(method, { heldOut: train });
        expect(heldOut?.policyAccuracy, method).toBeGreaterThan(0.8);
        expect(heldOut?.rewardAccuracy, method).toBe(heldOut?.policyAccuracy);
    }
});

describe("going on from an adapter with DPO", () => {
    test("against the base, the first margins are those that the adapter has already", async () => {
        const first = await run("dpo");
        const [step] = await reportsOf("dpo", { start: startFrom(first, "base") });
        expect(step?.meanMargin).toBeGreaterThan(0.05);
    });
    test("against the adapter itself, they begin at zero", async () => {
        const first = await run("dpo");
        const [step] = await reportsOf("dpo", { start: startFrom(first, "start") });
        expect(step?.meanMargin).toBeCloseTo(0, 5);
    });
    test("a checkpoint belongs to its reference", async () => {
        const first = await run("dpo");
        await run("dpo", { start: startFrom(first, "start"), checkpointEvery: 1 });
        const resumed = run("dpo", { start: startFrom(first, "base"), resume: true });
        await expect(resumed).rejects.toMatchObject({ code: "checkpoint-invalid" });
    });
});

describe("settings", () => {
    test("baselines keep the preset's data, shape, steps and seed", () => {
        for (const preset of ["studio", "paper"] as const) {
            const ours = resolveSettings(preset, {});
            for (const method of baselines) {
                const theirs = resolveSettings(preset, { method });
                for (const key of ["rank", "alpha", "targets", "epochs", "batch", "seed", "holdout"] as const)
                    expect(theirs[key], key).toEqual(ours[key]);
                expect(theirs).toMatchObject({ origin: "raw", alpha0: 0, alphaTilde: 1 });
            }
        }
        expect(resolveSettings("studio", { method: "sft" }).learningRate).toBe(
            resolveSettings("studio", {}).learningRate,
        );
    });
    test.each([
        ["sft", { beta: 0.1 }, "beta"],
        ["sft", { retention: 1 }, "retention"],
        ["dpo", { likelihood: 1 }, "likelihood"],
        ["dpo", { origin: "residual" }, "origin"],
        ["replay", { marginScale: 5 }, "marginScale"],
    ] as const)("%s refuses %o", (method, changes, name) => {
        expect(() => resolveSettings("studio", { method, ...changes })).toThrow(
            `The method ${method} knows no ${name}`,
        );
    });
});
