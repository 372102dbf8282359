/**
 * The whole way on Pip, with the real command: train, look, score, ask, chat. What `--json` prints has the documented
 * fields and nothing else is on stdout; and llama.cpp loads the adapter as it is.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { modelFingerprint } from "../../main/model/adapterFile.ts";
import { pipPath, qadapter, root, warmPairs } from "../support/command.ts";
import { logitsOfLlama } from "../support/llamaOracle.ts";
import { largestDifference } from "../support/logits.ts";

const folder = mkdtempSync(join(tmpdir(), "qadapter-journey-"));
const at = (name: string) => join(folder, name);
const adapter = at("warm.gguf");
const demo = (name: string) => join(root, "resources/demo", name);
const someNumber = expect.any(Number);

/** Runs a subcommand with --json; stdout has to be one line of JSON. */
async function ask(...args: string[]): Promise<Record<string, unknown>> {
    const { status, stdout, stderr } = await qadapter([...args, "--json"]);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^\{.*\}\n$/);
    return JSON.parse(stdout);
}

const onPip = ["--model", pipPath, "--threads", "1"];
let trained: Record<string, unknown>;

beforeAll(async () => {
    const lines = (path: string, count: number) =>
        `${readFileSync(path, "utf8").split("\n").slice(0, count).join("\n")}\n`;
    writeFileSync(at("pairs.jsonl"), lines(warmPairs, 40));
    writeFileSync(
        at("questions.jsonl"),
        lines(demo("facts.mcq.jsonl"), 6) + lines(demo("facts.exact.jsonl"), 4),
    );
    const files = ["--pairs", at("pairs.jsonl"), "--out", adapter];
    trained = await ask(
        "train",
        ...onPip,
        ...files,
        "--epochs",
        "2",
        "--batch",
        "6",
        "--own-texts",
        "8",
        "--seed",
        "3",
    );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("train", () => {
    test("says what it did", () => {
        expect(trained).toMatchObject({
            adapter,
            steps: 12,
            stopped: "finished",
            pairs: 36,
            heldOutPairs: 4,
            heldOutAccuracy: someNumber,
            heldOutRewardAccuracy: someNumber,
            heldOutMargin: someNumber,
            heldOutLoss: someNumber,
            seconds: someNumber,
            secondsPerPair: someNumber,
            estimatedMemoryMB: someNumber,
            peakMemoryMB: someNumber,
            settings: { epochs: 2, batch: 6, seed: 3, origin: "residual" },
        });
        expect(trained.heldOutMargin).toBeGreaterThan(0);
    });
    test("leaves the adapter and nothing else", () => {
        expect(readdirSync(folder).sort()).toEqual(["pairs.jsonl", "questions.jsonl", "warm.gguf"]);
    });
});

test("pack and unpack pass the adapter on, with its pairs, for its own base only", async () => {
    const [packed, out, pairsOut] = [at("warm.qadapter"), at("back.gguf"), at("back.jsonl")];
    try {
        const described = ["--name", "Warm", "--tag", "tone", "--tag", "short", "--pairs", at("pairs.jsonl")];
        const { bytes: _, ...made } = await ask("pack", "--adapter", adapter, "--out", packed, ...described);
        expect(made).toMatchObject({ name: "Warm", tags: ["tone", "short"], data: { pairs: 40 } });
        const base = ["--model", pipPath];
        const taken = await ask("unpack", packed, "--out", out, "--pairs-out", pairsOut, ...base);
        expect(taken).toMatchObject({
            ...made,
            settings: { epochs: 2 },
            metrics: { steps: 12 },
            adapter: out,
        });
        expect(readFileSync(out).equals(readFileSync(adapter))).toBe(true);
        expect(readFileSync(pairsOut, "utf8").split("\n").length).toBe(41);
        const other = join(root, "test/fixtures/golden/llama/model.gguf");
        const refused = await qadapter(["unpack", packed, "--out", at("no.gguf"), "--model", other]);
        expect(refused).toMatchObject({ status: 1, stdout: "" });
        expect(refused.stderr).toContain('was made for the model "Pip"');
        expect(readdirSync(folder)).not.toContain("no.gguf");
    } finally {
        for (const path of [packed, out, pairsOut]) rmSync(path, { force: true });
    }
});

test("inspect shows the adapter, with its base and settings", async () => {
    expect(await ask("inspect", adapter)).toMatchObject({
        kind: "adapter",
        name: "warm",
        architecture: "llama",
        method: "q-adapter",
        origin: "residual",
        base: "Pip",
        baseFingerprint: modelFingerprint(readGguf(pipPath)),
        dataHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        parameters: someNumber,
        settings: { seed: 3 },
        metrics: { steps: 12 },
    });
});

test("inspect shows the model", async () => {
    expect(await ask("inspect", pipPath)).toMatchObject({
        kind: "model",
        architecture: "llama",
        context: 1024,
        quantisation: "q8_0",
        chatTemplate: true,
        trainable: true,
        trainingMemoryMB: someNumber,
        fingerprint: modelFingerprint(readGguf(pipPath)),
    });
});

test("score leans to the chosen answers of unseen pairs, and the base alone ties", async () => {
    const lines = readFileSync(demo("pairs-warm.test.jsonl"), "utf8").split("\n").slice(0, 12).join("\n");
    writeFileSync(at("test.jsonl"), lines);
    const score = await ask("score", ...onPip, "--pairs", at("test.jsonl"), "--adapter", adapter);
    expect(score).toMatchObject({
        pairs: 12,
        rewardAccuracy: someNumber,
        policyAccuracy: someNumber,
        policyInterval: { low: someNumber, high: someNumber },
        normalizedAccuracy: someNumber,
        baseNormalizedAccuracy: someNumber,
        meanMargin: someNumber,
        ties: 0,
        promptsCut: 0,
        answersCut: 0,
        skipped: 0,
        duplicates: 0,
    });
    expect(score.meanMargin).toBeGreaterThan(0); // twelve steps are a beginning
    // an adapter that changes nothing has no wins, only ties
    for (const stack of [[], ["--adapter", `${adapter}:0`]])
        expect(await ask("score", ...onPip, "--pairs", at("test.jsonl"), ...stack)).toMatchObject({
            policyAccuracy: 0.5,
            rewardAccuracy: null,
            meanMargin: 0,
            ties: 12,
        });
});

test("quiz asks both kinds of questions", async () => {
    const quiz = await ask("quiz", ...onPip, "--questions", at("questions.jsonl"), "--adapter", adapter);
    expect(quiz).toMatchObject({
        questions: 10,
        accuracy: someNumber,
        interval: { low: someNumber, high: someNumber },
        ties: 0,
        bySubject: expect.any(Object),
    });
    expect(quiz.accuracy).toBeGreaterThanOrEqual(0.8);
});

test("chat answers, the same for the same seed, and weights count", async () => {
    const chat = (...more: string[]) => ask("chat", ...onPip, "--prompt", "What should I do today?", ...more);
    const first = await chat("--adapter", adapter, "--seed", "5");
    expect(first).toEqual({
        text: expect.stringMatching(/^[A-Z].*[.!?]$/s),
        tokens: someNumber,
        reason: "stop",
        seconds: someNumber,
    });
    expect((await chat("--adapter", adapter, "--seed", "5")).text).toBe(first.text);
    expect((await chat("--adapter", `${adapter}:0`, "--seed", "5")).text).toBe(
        (await chat("--seed", "5")).text,
    );
    expect(await chat("--max-tokens", "3")).toMatchObject({ tokens: 3, reason: "length" });
});

test("llama.cpp loads the adapter as it is", () => {
    const sequences = [[1, 400, 500, 600, 700]];
    const [bare] = logitsOfLlama({ model: pipPath, sequences });
    const [adapted] = logitsOfLlama({ model: pipPath, adapter, sequences });
    expect(largestDifference(bare as Float32Array, adapted as Float32Array)).toBeGreaterThan(0.01);
});
