/**
 * Every training method with the real command: what the adapter says of itself, that it is used as what it is, here
 * and in llama.cpp, and training on from it.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { Device } from "../../main/ggml/device.ts";
import { FusedDecoder } from "../../main/inference/fusedDecoder.ts";
import { readAdapter } from "../../main/model/adapterFile.ts";
import { Model } from "../../main/model/weights.ts";
import { pipPath, qadapter, warmPairs } from "../support/command.ts";
import { logitsOfLlama } from "../support/llamaOracle.ts";
import { largestDifference, logSoftmax } from "../support/logits.ts";

const folder = mkdtempSync(join(tmpdir(), "qadapter-methods-"));
const at = (name: string) => join(folder, name);
const methods = ["q-adapter", "dpo", "sft", "replay"] as const;
const tokens = [1, 400, 500, 600, 700];

/** Trains on a dozen pairs, two steps; an adapter of rank 2 unless it goes on from one. */
function train(out: string, ...more: string[]) {
    const shape = more.includes("--from") ? [] : ["--rank", "2"];
    const course = ["--epochs", "1", "--batch", "6", "--holdout", "0", "--json"];
    const own = more.includes("replay") || more.includes("q-adapter") ? ["--own-texts", "4"] : [];
    const files = ["--model", pipPath, "--pairs", at("pairs.jsonl"), "--out", at(out), "--threads", "1"];
    return qadapter(["train", ...files, ...shape, ...course, ...own, ...more]);
}

beforeAll(async () => {
    const lines = readFileSync(warmPairs, "utf8").split("\n").slice(0, 12);
    writeFileSync(at("pairs.jsonl"), `${lines.join("\n")}\n`);
    for (const method of methods) {
        const { status, stderr } = await train(`${method}.gguf`, "--method", method);
        expect(status, stderr).toBe(0);
    }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(methods)("%s", (method) => {
    test("is written into the adapter", async () => {
        const { stdout } = await qadapter(["inspect", at(`${method}.gguf`), "--json"]);
        const shown = JSON.parse(stdout);
        expect(shown).toMatchObject({ method, start: null, settings: { method, rank: 2 } });
        if (method !== "q-adapter") expect(shown).toMatchObject({ origin: "raw", alpha0: 0, alphaTilde: 1 });
    });

    test("decodes as llama.cpp does with the same file", async () => {
        const device = Device.open("cpu", 1);
        const model = Model.load(readGguf(pipPath), device);
        const adapter = readAdapter(at(`${method}.gguf`), device.library);
        const decoder = new FusedDecoder(model, [{ adapter, weight: 1 }], 64);
        const size = model.config.vocabulary;
        const ours = logSoftmax(await decoder.logits(tokens), size);
        decoder.dispose();
        model.dispose();
        const [theirs] = logitsOfLlama({
            model: pipPath,
            adapter: at(`${method}.gguf`),
            sequences: [tokens],
        });
        const last = logSoftmax((theirs as Float32Array).subarray(-size), size);
        // as probabilities: Pip is Q8_0, whose products round both sides, which the unlikeliest tokens feel most
        expect(largestDifference(ours.map(Math.exp), last.map(Math.exp))).toBeLessThan(0.04);
    });

    test("can be trained on from, and says so", async () => {
        const { status, stderr } = await train("on.gguf", "--method", method, "--from", at(`${method}.gguf`));
        expect(status, stderr).toBe(0);
        expect(stderr).toContain(`on.gguf`);
        expect(stderr).toContain(
            method === "sft" || method === "replay" ? "The method has no reference." : "the bare base model",
        );
        const { stdout } = await qadapter(["inspect", at("on.gguf"), "--json"]);
        const start = {
            name: `${method}.gguf`,
            sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
            reference: "base",
        };
        expect(JSON.parse(stdout)).toMatchObject({ method, rank: 2, start });
    });
});

test("only Q-adapters have rewards", async () => {
    for (const method of ["q-adapter", "dpo"]) {
        const stack = ["--model", pipPath, "--threads", "1", "--adapter", at(`${method}.gguf`)];
        const { stdout } = await qadapter(["score", ...stack, "--pairs", at("pairs.jsonl"), "--json"]);
        const score = JSON.parse(stdout);
        expect(score.meanMargin).not.toBe(0);
        expect(typeof score.rewardAccuracy).toBe(method === "dpo" ? "object" : "number");
    }
});

describe("refused", () => {
    test.each([
        [["--method", "sft", "--beta", "0.1"], "The method sft knows no beta"],
        [["--from", "x.gguf", "--rank", "4"], "keeps its shape"],
        [["--reference", "start", "--method", "dpo"], "--reference start needs --from and --method dpo"],
        [["--reference", "start", "--from", "x.gguf"], "--reference start needs --from and --method dpo"],
    ])("%j", async (more, message) => {
        const { status, stderr } = await train("refused.gguf", ...more);
        expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
    });
    test("an adapter of another model, and what is no adapter", async () => {
        const missing = await train("refused.gguf", "--from", at("none.gguf"));
        expect([missing.status, missing.stderr]).toEqual([1, expect.stringContaining("none.gguf")]);
        const model = await train("refused.gguf", "--from", pipPath);
        expect([model.status, model.stderr]).toEqual([
            1,
            expect.stringContaining("is a model, not an adapter"),
        ]);
    });
});
