/**
 * A run that is stopped and resumed gives bit for bit the adapter of one that never was, in this process and by
 * killing the real command. Also what a checkpoint refuses, seeds, and early stopping.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readGguf, readTensorData } from "../../main/formats/gguf/read.ts";
import { Device } from "../../main/ggml/device.ts";
import { GgmlType } from "../../main/ggml/tensor.ts";
import { writeRandomModel } from "../../main/model/randomModel.ts";
import { Model } from "../../main/model/weights.ts";
import type { OwnText, TokenPair } from "../../main/training/pairStep.ts";
import { presets, type TrainSettings } from "../../main/training/settings.ts";
import { trainAdapter } from "../../main/training/trainAdapter.ts";
import type { TrainJob, TrainResult } from "../../main/training/trainJob.ts";
import { pipPath, qadapter, start, warmPairs } from "../support/command.ts";
import { randomTokens, tinyModel } from "../support/logits.ts";

/** Stands for the exact values of matrices: vitest would print all of them where they differ. */
function bits(values: readonly ArrayBufferView[]): string {
    const hash = createHash("sha256");
    for (const { buffer, byteOffset, byteLength } of values)
        hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    return hash.digest("hex");
}

const folder = mkdtempSync(join(tmpdir(), "qadapter-resume-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("in this process", () => {
    const out = join(folder, "tiny.gguf");
    const checkpoint = `${out}.checkpoint`;
    const pairs = (count: number, seed: number): TokenPair[] =>
        Array.from({ length: count }, (_, i) => ({
            prompt: randomTokens(5 + ((7 * i) % 40), seed + 3 * i),
            chosen: randomTokens(3 + ((5 * i) % 30), seed + 3 * i + 1),
            rejected: randomTokens(4 + ((11 * i) % 50), seed + 3 * i + 2),
            terminal: { chosen: true, rejected: i % 3 > 0 },
        }));
    const [train, heldOut] = [pairs(14, 1), pairs(4, 1000)];
    const ownTexts: OwnText[] = pairs(9, 2000).map(({ prompt, chosen }) => ({
        prompt,
        answer: chosen,
        terminal: true,
    }));
    // 5 steps in each of 3 epochs, two micro-batches in each step
    const settings: TrainSettings = {
        ...presets.studio,
        ...{
            rank: 4,
            alpha: 8,
            dropout: 0.2,
            epochs: 3,
            batch: 3,
            evalEvery: 2,
            patience: 0,
            warmup: 2,
            seed: 5,
        },
        ...{ beta: 0.1, likelihood: 0.1, retention: 0.1 },
    };
    let device: Device;
    let model: Model;

    beforeAll(() => {
        device = Device.open("cpu", 1);
        const path = join(folder, "tiny-model.gguf");
        writeRandomModel(
            path,
            tinyModel({ type: GgmlType.Q8_0, hidden: 64, headSize: 16, feedForward: 128 }),
        );
        model = Model.load(readGguf(path), device, { transposed: true });
    });
    afterAll(() => {
        model.dispose();
        device.dispose();
    });

    function run(
        changes: Partial<TrainJob> = {},
        changed: Partial<TrainSettings> = {},
    ): Promise<TrainResult> {
        return trainAdapter({
            model,
            settings: { ...settings, ...changed },
            train,
            heldOut,
            ownTexts,
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

    /** Runs until `steps` are done, then interrupts. */
    async function runUntil(steps: number, changes: Partial<TrainJob> = {}): Promise<void> {
        const controller = new AbortController();
        const onStep = ({ step }: { step: number }) => void (step === steps && controller.abort());
        const stopped = run({ ...changes, onStep, signal: controller.signal });
        await expect(stopped).rejects.toMatchObject({
            code: "interrupted",
            message: `Stopped after step ${steps} of 15. Go on with the same command and --resume.`,
        });
    }

    let whole: TrainResult;
    beforeAll(async () => {
        whole = await run();
    });

    // in the first epoch, at its end, in the second, right at a look, one before the end
    test.each([1, 5, 7, 8, 14])("stopped after step %i of 15", async (steps) => {
        await runUntil(steps);
        const resumed = await run({ resume: true });
        expect(bits(resumed.values)).toBe(bits(whole.values));
        expect(resumed.heldOut).toEqual(whole.heldOut);
        expect(resumed.steps).toBe(15);
    });
    test("a finished run leaves its last checkpoint, from which the result comes at once", async () => {
        rmSync(checkpoint, { force: true });
        await run({ checkpointEvery: 100 });
        let steps = 0;
        const again = await run({ resume: true, onStep: () => void steps++ });
        expect([steps, bits(again.values)]).toEqual([0, bits(whole.values)]);
    });
    test("stopped several times, without room for a cache", async () => {
        await runUntil(2, { cacheBytes: 0 });
        await runUntil(6, { resume: true, cacheBytes: 1000 });
        await runUntil(11, { resume: true });
        expect(bits((await run({ resume: true, cacheBytes: 0 })).values)).toBe(bits(whole.values));
    });
    test("stopped before any micro-batch, in steps and in looks, it goes on to the same adapter", async () => {
        let pauses = 0;
        await run({ pause: async () => void pauses++ });
        expect(pauses).toBeGreaterThan(15 * 2);
        for (const at of Array.from({ length: 10 }, (_, i) => 1 + Math.floor((i * (pauses - 1)) / 9))) {
            const controller = new AbortController();
            let count = 0;
            const pause = async () => void (++count === at && controller.abort());
            await expect(run({ pause, signal: controller.signal })).rejects.toMatchObject({
                code: "interrupted",
            });
            const resumed = await run({ resume: true });
            expect(bits(resumed.values)).toBe(bits(whole.values));
            expect(resumed.heldOut).toEqual(whole.heldOut);
        }
    });
    test("ended early, the best adapter so far is the result, the last steps included", async () => {
        const controller = new AbortController();
        const looks: number[] = [];
        const last: string[] = [];
        const ended = await run({
            endSignal: controller.signal,
            onStep: ({ step }) => void (step === 3 && controller.abort()),
            onEvaluation: (_, step, __, snapshot) => {
                looks.push(step);
                last.push(bits(snapshot().values));
            },
        });
        expect([ended.steps, ended.stopped, looks]).toEqual([3, "asked", [2, 3]]);
        expect(last).toContain(bits(ended.values));
    });
    test("without held-out pairs the last parameters are the result", async () => {
        const straight = await run({ heldOut: [] });
        await runUntil(4, { heldOut: [] });
        expect(bits((await run({ heldOut: [], resume: true })).values)).toBe(bits(straight.values));
        expect(straight.heldOut).toBeUndefined();
    });
    test("the same seed repeats a run, another one does not", async () => {
        expect(bits((await run()).values)).toBe(bits(whole.values));
        for (const changed of [{ seed: 6 }, { dropout: 0 }])
            expect(bits((await run({}, changed)).values)).not.toBe(bits(whole.values));
    });
    test("recomputing activations gives the same course", async () => {
        // Without what depends on signs of margins, rounding stays rounding.
        const smooth = { likelihood: 0, marginScale: 1 };
        const [stored, recomputed] = [await run({}, smooth), await run({ recompute: true }, smooth)];
        expect(recomputed.heldOut?.loss).toBeCloseTo(stored.heldOut?.loss as number, 2);
    });

    describe("a checkpoint", () => {
        const refused = { code: "checkpoint-invalid", message: expect.stringMatching(/without --resume\.$/) };

        test("of another run is refused, and stays", async () => {
            await runUntil(3);
            const before = readFileSync(checkpoint);
            const others: [Partial<TrainJob>, Partial<TrainSettings>][] = [
                [{ identity: "another model" }, {}],
                [{ train: train.slice(1) }, {}],
                [{ heldOut: heldOut.slice(1) }, {}],
                [{}, { learningRate: 2e-3 }],
                [{}, { rank: 8 }],
                [{}, { targets: ["q", "v"] }],
                [{}, { seed: 6 }],
            ];
            for (const [changes, changed] of others)
                await expect(run({ ...changes, resume: true }, changed)).rejects.toMatchObject(refused);
            expect(bits([readFileSync(checkpoint)])).toBe(bits([before]));
            expect(bits((await run({ resume: true })).values)).toBe(bits(whole.values));
        });
        test("that is damaged is refused with a sentence, and the adapter beside it untouched", async () => {
            await runUntil(3);
            const bytes = readFileSync(checkpoint);
            writeFileSync(out, "an earlier adapter");
            const damaged = [
                bytes.subarray(0, bytes.length / 2),
                bytes.subarray(0, 100),
                bytes.subarray(0, 0),
                bytes.subarray(1),
                Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(100, 0xff)]),
            ];
            for (const content of damaged) {
                writeFileSync(checkpoint, content);
                await expect(run({ resume: true })).rejects.toMatchObject(refused);
            }
            rmSync(checkpoint);
            await expect(run({ resume: true })).rejects.toMatchObject(refused);
            expect(readFileSync(out, "utf8")).toBe("an earlier adapter");
        });
    });

    describe("early stopping", () => {
        test("ends after the looks without gain, and returns the best", async () => {
            const looks: [number, number][] = [];
            const result = await run(
                { onEvaluation: ({ loss }, step) => void looks.push([step, loss]) },
                { evalEvery: 1, patience: 2, epochs: 3, learningRate: 0.5, likelihood: 0 },
            );
            const losses = looks.map(([, loss]) => loss);
            const best = losses.indexOf(Math.min(...losses));
            expect(result.stopped).toBe("no-improvement");
            expect(result.steps).toBe(best + 1 + 2);
            expect(result.heldOut?.loss).toBe(losses[best]);
            expect(result.steps).toBeLessThan(15);
            const patient = await run({}, { evalEvery: 1, learningRate: 0.5 });
            expect([patient.stopped, patient.steps]).toEqual(["finished", 15]);
        });
        test("ends where the drift passes its bound, and returns what did not", async () => {
            const drifts: number[] = [];
            const look = (_: unknown, __: number, drift?: number) => void drifts.push(drift as number);
            const course = { evalEvery: 1, learningRate: 0.05 };
            await run({ onEvaluation: look }, course);
            const first = drifts.findIndex((drift, i) => i > 0 && drift > Math.max(0, ...drifts.slice(0, i)));
            const before = Math.max(0, ...drifts.slice(0, first));
            const result = await run({}, { ...course, maxDrift: (before + (drifts[first] as number)) / 2 });
            expect([result.stopped, result.steps]).toEqual(["drift", first + 1]);
            expect(drifts.slice(0, first)).toContain(result.drift);
        });
        test("an adapter that has learned nothing has not drifted", async () => {
            const result = await run({}, { learningRate: 0 });
            expect(Math.abs(result.drift as number)).toBeLessThan(2e-3); // packed differently, so rounded differently
        });
        test("counts looks across an interruption", async () => {
            const course = { evalEvery: 1, patience: 2, epochs: 3, learningRate: 0.5 };
            const straight = await run({}, course);
            expect(straight.steps).toBeLessThan(15);
            const controller = new AbortController();
            const onStep = ({ step }: { step: number }) =>
                void (step === straight.steps - 1 && controller.abort());
            await expect(run({ onStep, signal: controller.signal }, course)).rejects.toThrow("Stopped");
            const resumed = await run({ resume: true }, course);
            expect(resumed.steps).toBe(straight.steps);
            expect(bits(resumed.values)).toBe(bits(straight.values));
        });
    });
});

describe("the command", () => {
    const pairs = join(folder, "pairs.jsonl");
    const args = (out: string, ...more: string[]) => [
        ...["train", "--model", pipPath, "--pairs", pairs, "--out", join(folder, out), "--threads", "1"],
        ...[
            "--epochs",
            "2",
            "--batch",
            "4",
            "--dropout",
            "0.1",
            "--holdout",
            "0.2",
            "--checkpoint-every",
            "1",
        ],
        ...["--own-texts", "8"],
        ...more,
    ];
    const values = (out: string) => {
        const file = readGguf(join(folder, out));
        return bits([...file.tensors.values()].map((info) => readTensorData(file, info)));
    };

    beforeAll(async () => {
        const lines = readFileSync(warmPairs, "utf8").split("\n").slice(0, 24);
        writeFileSync(pairs, `${lines.join("\n")}\n`);
        expect(await qadapter(args("whole.gguf"))).toMatchObject({ status: 0 });
    });

    /** Waits until a file is there and newer than before. */
    async function whenWritten(path: string, since = 0): Promise<number> {
        for (;;) {
            const time = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
            if (time > since) return time;
            await sleep(2);
        }
    }

    test("killed in the middle, again while resuming, then resumed", async () => {
        const checkpoint = join(folder, "killed.gguf.checkpoint");
        let time = 0;
        for (const resume of [[], ["--resume"]]) {
            const running = start(args("killed.gguf", ...resume));
            for (let writes = 0; writes < 3; writes++) time = await whenWritten(checkpoint, time);
            running.kill("SIGKILL");
            expect((await running.ended).signal).toBe("SIGKILL");
            expect(existsSync(join(folder, "killed.gguf"))).toBe(false);
        }
        const { status, stdout } = await qadapter(args("killed.gguf", "--resume", "--json"));
        expect(status).toBe(0);
        expect(JSON.parse(stdout)).toMatchObject({ steps: 10, stopped: "finished" });
        expect(values("killed.gguf")).toBe(values("whole.gguf"));
        expect(existsSync(checkpoint)).toBe(false);
    });
    test("interrupted by Ctrl-C", async () => {
        const running = start(args("interrupted.gguf"));
        await whenWritten(join(folder, "interrupted.gguf.checkpoint"));
        running.kill("SIGINT");
        const { status, stdout, stderr } = await running.ended;
        expect([status, stdout]).toEqual([130, ""]);
        expect(stderr).toMatch(
            /Stopped after step \d+ of 10\. Go on with the same command and --resume\.\n$/,
        );
        expect(stderr).not.toContain("    at ");
        expect(readdirSync(folder).filter((name) => name.startsWith("interrupted"))).toEqual([
            "interrupted.gguf.checkpoint",
        ]);
        expect((await qadapter(args("interrupted.gguf", "--resume"))).status).toBe(0);
        expect(values("interrupted.gguf")).toBe(values("whole.gguf"));
        expect(readdirSync(folder).filter((name) => name.startsWith("interrupted"))).toEqual([
            "interrupted.gguf",
        ]);
    });
    test("a checkpoint of other settings or of another model is refused", async () => {
        const running = start(args("other.gguf"));
        await whenWritten(join(folder, "other.gguf.checkpoint"));
        running.kill("SIGINT");
        await running.ended;
        const other = await qadapter(args("other.gguf", "--resume", "--lr", "5e-4"));
        expect(other).toMatchObject({ status: 1, stdout: "" });
        expect(other.stderr).toContain("belongs to a run with another model, other pairs or other settings");
        expect(existsSync(join(folder, "other.gguf"))).toBe(false);
    });
    test("no temporary file is left by any of these", () => {
        expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    });
});
