/**
 * Several columns in one batch against each of them alone, which fusedDecoder.test.ts compares with llama.cpp.
 *
 * Tolerance, in logits: 4e-3 for F32 models (attention sums in another order over more rows, and rounds to F16;
 * measured 2.3e-3; logits span 6 to 13) and 0.1 for Pip, whose Q8_0 products round every input (measured 0.058).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { Device } from "../../main/ggml/device.ts";
import { ColumnDecoder } from "../../main/inference/columnDecoder.ts";
import { FusedDecoder } from "../../main/inference/fusedDecoder.ts";
import { generate } from "../../main/inference/generate.ts";
import { generateColumns } from "../../main/inference/generateColumns.ts";
import { defaultSampling } from "../../main/inference/sampler.ts";
import type { StackEntry } from "../../main/inference/stack.ts";
import { Tokenizer } from "../../main/inference/tokenizer.ts";
import { readAdapter } from "../../main/model/adapterFile.ts";
import { writeRandomModel } from "../../main/model/randomModel.ts";
import { Model } from "../../main/model/weights.ts";
import { randomTokens, tinyModel, writeRandomAdapter } from "../support/logits.ts";

const pip = join(import.meta.dirname, "../../resources/models/pip-q8_0.gguf");
const rules = {
    residual: { method: "q-adapter", origin: "residual", alpha0: 1, alphaTilde: 1, gamma: 1 },
    raw: { method: "q-adapter", origin: "raw", alpha0: 0.01, alphaTilde: 1, gamma: 1 },
} as const;
const contextLength = 512;
/** Tokens of one pass over a prompt in three columns. */
const chunk = Math.floor(512 / 3);
const folder = mkdtempSync(join(tmpdir(), "qadapter-columns-"));
let device: Device;

beforeAll(() => {
    device = Device.open("cpu", 1);
});
afterAll(() => {
    device.dispose();
    rmSync(folder, { recursive: true });
});

/** A model with two random adapters. */
function load(name: string): { model: Model; stacks: StackEntry[][] } {
    const path = name === "Pip" ? pip : join(folder, `${name}.gguf`);
    if (name !== "Pip") writeRandomModel(path, tinyModel({ architecture: name, contextLength: 2048 }));
    const [one, two] = (["residual", "raw"] as const).map((rule, i) => {
        const file = join(folder, `${name}-${rule}.gguf`);
        writeRandomAdapter(file, path, 7 + i, rules[rule], 3 + i);
        return readAdapter(file, device.library);
    }) as [StackEntry["adapter"], StackEntry["adapter"]];
    const stacks = [
        [],
        [{ adapter: one, weight: 1 }],
        [
            { adapter: two, weight: 0.5 },
            { adapter: one, weight: 0.7 },
        ],
    ];
    return { model: Model.load(readGguf(path), device), stacks };
}

function largestDifference(a: Float32Array, b: Float32Array): number {
    return a.reduce((most, x, i) => Math.max(most, Math.abs(x - (b[i] as number))), 0);
}

describe.each([
    ["llama", 4e-3],
    ["qwen3", 4e-3],
    ["gemma3", 4e-3],
    ["Pip", 0.1],
] as const)("columns of %s", (name, tolerance) => {
    test("say what each says alone, with texts of different lengths that grow and change", async () => {
        const { model, stacks } = load(name);
        const columns = new ColumnDecoder(model, stacks, contextLength);
        const alone = stacks.map((stack) => new FusedDecoder(model, stack, contextLength));
        const vocabulary = model.config.vocabulary;
        const prompt = randomTokens(200, vocabulary);
        const rounds = [
            [prompt, prompt, prompt],
            [
                [...prompt, 5],
                [...prompt, 6],
                [...prompt, 7],
            ],
            [[...prompt, 5, 9], null, [...prompt, 7, 1, 2, 3]],
            [
                [...prompt, 5, 9, 4],
                [...prompt.slice(0, 20), 8],
                [...prompt, 7, 1, 2, 3, 4],
            ],
            [prompt.slice(0, 3), null, [...prompt, ...randomTokens(300, vocabulary)]],
        ];
        for (const texts of rounds) {
            const together = await columns.logits(texts);
            for (const [c, text] of texts.entries()) {
                if (text === null) continue;
                const decoder = alone[c] as FusedDecoder;
                // the same passes as together: how many tokens a pass has decides how attention rounds
                if (decoder.length + chunk < text.length) await decoder.logits(text.slice(0, chunk));
                const expected = await decoder.logits(text);
                expect(largestDifference(together[c] as Float32Array, expected)).toBeLessThan(tolerance);
            }
        }
        columns.dispose();
        for (const decoder of alone) decoder.dispose();
        model.dispose();
    });
});

test("answers side by side are the answers alone, and the base column is the untouched base", async () => {
    const { model, stacks } = load("Pip");
    const tokenizer = await Tokenizer.open(model.file);
    const prompt = tokenizer.encodePrompt([{ role: "user", content: "How do I boil an egg?" }]);
    const sampling = { ...defaultSampling, temperature: 0 };
    const options = { sampling, seed: 3, maxTokens: 24 };
    const columns = new ColumnDecoder(model, stacks, contextLength);
    const streamed = stacks.map(() => "");
    const ended: number[] = [];
    const together = await generateColumns(
        columns,
        tokenizer,
        stacks.map(() => ({ prompt, ...options })),
        {
            onText: (column, text) => {
                streamed[column] += text;
            },
            onEnd: (column) => ended.push(column),
        },
    );
    const base = new FusedDecoder(model, [], contextLength);
    const alone = await generate(base, tokenizer, prompt, options);
    expect(together[0]).toEqual(alone);
    expect(together.map(({ text }) => text)).toEqual(streamed);
    expect(ended.sort()).toEqual([0, 1, 2]);
    expect(together[1]?.text).not.toBe(alone.text);
    base.dispose();
    columns.dispose();
    model.dispose();
    await tokenizer.dispose();
});

test("an abort ends all columns with what they have", async () => {
    const { model, stacks } = load("llama");
    const columns = new ColumnDecoder(model, stacks, contextLength);
    const controller = new AbortController();
    let tokens = 0;
    const plain = { decode: (ids: readonly number[]) => ids.map(() => "x").join(""), isStop: () => false };
    const request = { prompt: [1, 2, 3], sampling: defaultSampling, seed: 1, maxTokens: 100 };
    const answers = await generateColumns(columns, plain, [request, request, request], {
        signal: controller.signal,
        onToken: () => {
            if (++tokens === 9) controller.abort();
        },
    });
    expect(answers.map(({ reason }) => reason)).toEqual(["aborted", "aborted", "aborted"]);
    expect(answers.map(({ text }) => text)).toEqual(["xxx", "xxx", "xxx"]);
    columns.dispose();
    model.dispose();
});
