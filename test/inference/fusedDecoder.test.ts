/**
 * The fused decoder against the slow oracle: one llama.cpp context per model of the stack, mixed afterwards.
 *
 * Tolerances, in log-probability, per unit of the models' summed factors |f| (stack.ts), because those multiply
 * rounding too. F32 models: 3e-3 (both sides keep keys and values in F16 and add the adapter in another order; measured
 * 1.8e-3; the base alone 1e-6). Pip's Q8_0: 0.1, since a tipped rounding moves every later position (measured 0.058),
 * and 0.06 in the mean over what would be drawn (measured 0.027). Tokens below e^−15 are not compared: the oracle hands
 * out F32 probabilities, and nobody draws them.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { GgufTypedValue } from "../../main/formats/gguf/encode.ts";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { Device } from "../../main/ggml/device.ts";
import { FusedDecoder } from "../../main/inference/fusedDecoder.ts";
import { SlowDecoder } from "../../main/inference/llamaCpp.ts";
import { argmax } from "../../main/inference/sampler.ts";
import { stackFactors } from "../../main/inference/stack.ts";
import { type Adapter, type PolicyRule, plainRule, readAdapter } from "../../main/model/adapterFile.ts";
import { writeRandomModel } from "../../main/model/randomModel.ts";
import { Model } from "../../main/model/weights.ts";
import { logSoftmax, randomTokens, tinyModel, writeRandomAdapter } from "../support/logits.ts";

const pip = join(import.meta.dirname, "../../resources/models/pip-q8_0.gguf");
const families = ["llama", "qwen2", "qwen3", "gemma3", "phi3", "smollm3", "olmo2", "granite"] as const;
/** phi3 whose original context is shorter than the decoder's, so that the long rotary factors are in use */
const longPhi = "phi3 beyond its original context";
const contextLength = 256;
const negligible = -15;

const rules = {
    residual: { method: "q-adapter", origin: "residual", alpha0: 1, alphaTilde: 1, gamma: 1 },
    half: { method: "q-adapter", origin: "residual", alpha0: 0.5, alphaTilde: 0.5, gamma: 1 },
    raw: { method: "q-adapter", origin: "raw", alpha0: 0.01, alphaTilde: 1, gamma: 1 },
    plain: plainRule,
} satisfies Record<string, PolicyRule>;
type RuleName = keyof typeof rules;
const ruleNames = Object.keys(rules) as RuleName[];
type Choice = readonly [RuleName, number];

const folder = mkdtempSync(join(tmpdir(), "qadapter-fused-"));
const models = Object.fromEntries([
    ...[...families, longPhi].map((family) => [
        family,
        { path: join(folder, `${family}.gguf`), tolerance: 3e-3, mean: 3e-3 },
    ]),
    ["Pip", { path: pip, tolerance: 0.1, mean: 0.06 }],
]) as Record<
    (typeof families)[number] | typeof longPhi | "Pip",
    { path: string; tolerance: number; mean: number }
>;
type ModelName = keyof typeof models;
const adapterPath = (model: string, rule: string) => join(folder, `${model}-${rule}.lora.gguf`);

let device: Device;
const loaded = new Map<string, Model>();

beforeAll(() => {
    device = Device.open("cpu", 1);
    for (const family of families)
        writeRandomModel(models[family].path, tinyModel({ architecture: family, contextLength: 2048 }));
    const originalContext: GgufTypedValue = { type: "uint32", value: contextLength / 2 };
    writeRandomModel(
        models[longPhi].path,
        tinyModel({
            architecture: "phi3",
            contextLength: 2048,
            metadata: { "rope.scaling.original_context_length": originalContext },
        }),
    );
    for (const [model, { path }] of Object.entries(models)) {
        // ranks differ, so that places along the joined rank matter
        ruleNames.forEach((rule, i) => {
            writeRandomAdapter(adapterPath(model, rule), path, 100 + i, rules[rule], 3 + i);
        });
        loaded.set(model, Model.load(readGguf(path), device));
    }
});
afterAll(() => {
    for (const model of loaded.values()) model.dispose();
    device.dispose();
    rmSync(folder, { recursive: true });
});

const modelOf = (name: ModelName) => loaded.get(name) as Model;

function adapterOf(model: ModelName, rule: RuleName): Adapter {
    return readAdapter(adapterPath(model, rule), device.library);
}

function openFused(model: ModelName, stack: readonly Choice[], context = contextLength): FusedDecoder {
    const entries = stack.map(([rule, weight]) => ({ adapter: adapterOf(model, rule), weight }));
    return new FusedDecoder(modelOf(model), entries, context);
}

function openSlow(model: ModelName, stack: readonly Choice[], context = contextLength): Promise<SlowDecoder> {
    const files = stack.map(([rule, weight]) => ({
        path: adapterPath(model, rule),
        rule: rules[rule],
        weight,
    }));
    return SlowDecoder.open(models[model].path, files, context);
}

/** Largest difference in log-probability over the tokens that either side finds possible at all. */
function difference(logits: Float32Array, oracle: Float64Array): number {
    const ours = logSoftmax(logits, logits.length);
    expect(ours.length).toBe(oracle.length);
    let found = 0;
    ours.forEach((x, token) => {
        const y = oracle[token] as number;
        if (Math.max(x, y) > negligible) found = Math.max(found, Math.abs(x - y));
    });
    return found;
}

/** Mean difference over what the oracle would draw. */
function meanDifference(logits: Float32Array, oracle: Float64Array): number {
    const ours = logSoftmax(logits, logits.length);
    return oracle.reduce(
        (sum, y, token) => sum + Math.exp(y) * Math.abs(y > negligible ? y - (ours[token] as number) : 0),
        0,
    );
}

/** By how much a stack multiplies what its models' logits miss. */
function amplification(stack: readonly Choice[]): number {
    const { base, adapters } = stackFactors(stack.map(([rule, weight]) => ({ rule: rules[rule], weight })));
    return [base, ...adapters].reduce((sum, factor) => sum + Math.abs(factor), 0);
}

/** Walks along the oracle's greedy continuation and compares at every token; returns the continuation. */
async function compareGreedily(
    name: ModelName,
    stack: readonly Choice[],
    prompt: readonly number[],
    count: number,
) {
    const fused = openFused(name, stack);
    const slow = await openSlow(name, stack);
    const tokens = [...prompt];
    const worst = { largest: 0, mean: 0, gap: 0 };
    for (let i = 0; i < count; i++) {
        const logits = await fused.logits(tokens);
        const oracle = await slow.logProbabilities(tokens);
        worst.largest = Math.max(worst.largest, difference(logits, oracle));
        worst.mean = Math.max(worst.mean, meanDifference(logits, oracle));
        const [mine, theirs] = [argmax(logits), argmax(Float32Array.from(oracle))];
        // Where the two best tokens are nearly equal, either may win; the oracle's goes on.
        if (mine !== theirs)
            worst.gap = Math.max(worst.gap, (oracle[theirs] as number) - (oracle[mine] as number));
        tokens.push(theirs);
    }
    fused.dispose();
    await slow.dispose();
    if (process.env.QADAPTER_DEBUG) console.log(name, JSON.stringify(stack), amplification(stack), worst);
    const factor = amplification(stack);
    const { tolerance, mean } = models[name];
    expect(worst.largest, "log-probabilities").toBeLessThan(tolerance * factor);
    expect(worst.mean, "in the mean").toBeLessThan(mean * factor);
    expect(worst.gap, "a clear decision differs").toBeLessThan(2 * mean * factor);
    return tokens.slice(prompt.length);
}

describe("equals the oracle", () => {
    const single = ruleNames.flatMap((rule) =>
        [1, 0.5, 1.7].map((weight): [string, Choice[]] => [`${rule} at ${weight}`, [[rule, weight]]]),
    );
    const two: Choice[] = [["residual", 0.5], ["raw", 1.7]]; // biome-ignore format: one stack, one line
    const three: Choice[] = [["half", 1], ["raw", 0.5], ["plain", 1.7]]; // biome-ignore format: as above
    const negative: Choice[] = [["residual", -0.7], ["half", 0.6]]; // biome-ignore format: as above
    const stacks: [string, Choice[]][] = [
        ["the base", []],
        ...single,
        ["two", two],
        ["three", three],
        ["a negative weight", negative],
    ];

    test.each(stacks)("llama, %s", async (_, stack) => {
        await compareGreedily("llama", stack, randomTokens(20, 1), 4);
    });
    test.each([...families.slice(1), longPhi] as const)("%s, three", async (family) => {
        await compareGreedily(family, three, randomTokens(20, 1), 4);
    });
    test.each([
        ["the base", []],
        ...single.filter(([, [choice]]) => choice?.[1] === 1.7),
        ["two", two],
        ["three", three],
    ] as typeof stacks)("Pip, %s", async (_, stack) => {
        await compareGreedily("Pip", stack, pipPrompt, 4);
    });
    test.each(["llama", "Pip"] as const)("%s, 40 greedy tokens of a stack of three", async (model) => {
        const prompt = model === "Pip" ? pipPrompt : randomTokens(20, 2);
        const tokens = await compareGreedily(model, three, prompt, 40);
        expect(new Set(tokens).size, "a varied continuation").toBeGreaterThan(4);
    });
    test("stacks are felt", async () => {
        const base = logSoftmax(await once("llama", []), 64);
        for (const [, stack] of [...single, ["", two], ["", three]] as typeof stacks)
            expect(difference(await once("llama", stack), base)).toBeGreaterThan(0.1);
    });
});

/** Ordinary ids of Pip's vocabulary. */
const pipPrompt = Array.from({ length: 24 }, (_, i) => 260 + ((i * 97) % 1500));

async function once(
    model: ModelName,
    stack: readonly Choice[],
    tokens = randomTokens(20, 3),
): Promise<Float32Array> {
    const decoder = openFused(model, stack);
    const logits = await decoder.logits(tokens);
    decoder.dispose();
    return logits;
}

describe.each(["llama", "qwen3", "Pip"] as const)("identities, %s", (model) => {
    const tokens = model === "Pip" ? pipPrompt : randomTokens(20, 3);
    const run = (stack: readonly Choice[]) => once(model, stack, tokens);

    test("all weights 0 are exactly the base", async () => {
        const base = await run([]);
        for (const rule of ruleNames) expect(await run([[rule, 0]])).toEqual(base);
        expect(await run(ruleNames.map((rule): Choice => [rule, 0]))).toEqual(base);
    });
    test("A at 1 and B at 0 are exactly A alone", async () => {
        for (const rule of ruleNames) {
            const alone = await run([[rule, 1]]);
            const other = rule === "raw" ? "plain" : "raw";
            expect(await run([[rule, 1], [other, 0]])).toEqual(alone); // biome-ignore format: one stack
            expect(await run([[other, 0], [rule, 1]])).toEqual(alone); // biome-ignore format: one stack
        }
    });
    test("A twice at a half is exactly A, and A with its opposite the base", async () => {
        for (const rule of ruleNames) {
            expect(await run([[rule, 0.5], [rule, 0.5]])).toEqual(await run([[rule, 1]])); // biome-ignore format: one stack
            expect(await run([[rule, 0.5], [rule, -0.5]])).toEqual(await run([])); // biome-ignore format: one stack
        }
    });
    test("the order does not matter at all", async () => {
        const stack: Choice[] = [["residual", 0.7], ["raw", 0.5], ["half", -0.3]]; // biome-ignore format: one stack
        const forwards = await run(stack);
        expect(await run(stack.toReversed())).toEqual(forwards);
        expect(await run([stack[1], stack[0], stack[2]] as Choice[])).toEqual(forwards);
    });
    test("weights follow their adapters, whatever the order", async () => {
        const decoder = openFused(model, [["raw", 0], ["residual", 0], ["raw", 0]]); // biome-ignore format: one stack
        decoder.setWeights([0.25, 0.7, 0.25]);
        const stack: Choice[] = [["residual", 0.7], ["raw", 0.5]]; // biome-ignore format: one stack
        expect(await decoder.logits(tokens)).toEqual(await run(stack));
        decoder.dispose();
    });
});

describe("the cache", () => {
    const prompt = randomTokens(30, 4);
    const fresh = (weights: readonly number[], tokens: readonly number[]) =>
        once("llama", [["residual", weights[0] as number], ["raw", weights[1] as number]], [...tokens]); // biome-ignore format: one stack

    test("a change of weights never lets old states through", async () => {
        const decoder = openFused("llama", [["residual", 1], ["raw", 0]]); // biome-ignore format: one stack
        // other rows, other weights of the same rows, no adapter, one adapter instead of the other
        const courses = [[1, 0], [0, 1], [0, 0], [0.3, 0], [0, 0.3], [0.3, 0.9], [0.9, 0.3], [1, 0], [0, 1]]; // biome-ignore format: a list
        for (const [i, weights] of courses.entries()) {
            const tokens = [...prompt, ...randomTokens(i, 5)];
            decoder.setWeights(weights);
            expectClose(await decoder.logits(tokens), await fresh(weights, tokens), `weights ${weights}`);
        }
        decoder.dispose();
    });
    test("a change of weights of the same rows keeps what was read", async () => {
        const decoder = openFused("llama", [["residual", 0.4], ["raw", 0.6]]); // biome-ignore format: one stack
        await decoder.logits(prompt);
        decoder.setWeights([0.6, 0.4]);
        expect(decoder.length).toBe(prompt.length);
        decoder.setWeights([0, 0.4]);
        expect(decoder.length).toBe(0);
        decoder.dispose();
    });
    test("a shared beginning is read once, and the result is that of a fresh decoder", async () => {
        const decoder = openFused("llama", [["half", 0.8]]);
        const texts = [
            [...prompt, 1, 2, 3],
            [...prompt, 1, 2, 3], // the same again
            [...prompt, 1, 2, 3, 4, 5],
            [...prompt, 1, 9], // back, and another way
            prompt.slice(0, 10), // a beginning
            [7, ...prompt], // nothing shared
        ];
        for (const text of texts)
            expectClose(await decoder.logits(text), await once("llama", [["half", 0.8]], text), `${text}`);
        decoder.dispose();
    });
    test("another stack on the same model is not disturbed", async () => {
        const [a, b] = [openFused("llama", [["residual", 1]]), openFused("llama", [["raw", 1]])];
        for (const length of [10, 20, 30]) {
            const text = prompt.slice(0, length);
            expectClose(await a.logits(text), await once("llama", [["residual", 1]], text), "a");
            expectClose(await b.logits(text), await once("llama", [["raw", 1]], text), "b");
        }
        a.dispose();
        b.dispose();
    });
    test("crossing the steps in which cells are read changes nothing", async () => {
        const text = randomTokens(600, 6);
        const stack: Choice[] = [["residual", 0.7]];
        const fused = openFused("llama", stack, 1024);
        const slow = await openSlow("llama", stack, 1024);
        for (const length of [250, 251, 255, 256, 257, 258, 500, 511, 512, 513, 514]) {
            const logits = await fused.logits(text.slice(0, length));
            const oracle = await slow.logProbabilities(text.slice(0, length));
            expect(difference(logits, oracle), `${length} tokens`).toBeLessThan(longTolerance);
        }
        fused.dispose();
        await slow.dispose();
    });
});

/**
 * For hundreds of cells: there one token at a time and a whole chunk differ by up to 0.012 from each other (measured;
 * the cause was not traced, but the oracle fed in the same pieces agrees).
 */
const longTolerance = 0.03;

/** Chunks of other sizes sum in another order. */
function expectClose(a: Float32Array, b: Float32Array, what: string, tolerance = 3e-3): void {
    expect(difference(a, logSoftmax(b, b.length)), what).toBeLessThan(tolerance);
}

describe("long prompts and limits", () => {
    const stack: Choice[] = [["residual", 0.5], ["plain", 0.5]]; // biome-ignore format: one stack
    test.each([511, 512, 513, 1100])("a prompt of %i tokens equals the oracle", async (length) => {
        const text = randomTokens(length, 7);
        const fused = openFused("llama", stack, 1200);
        const slow = await openSlow("llama", stack, 1200);
        const logits = await fused.logits(text);
        expect(difference(logits, await slow.logProbabilities(text))).toBeLessThan(longTolerance);
        expect(fused.length).toBe(length);
        fused.dispose();
        await slow.dispose();
    });
    test.each(["gemma3", "smollm3"] as const)("a prompt of 600 tokens, %s", async (model) => {
        const text = randomTokens(600, 7);
        const fused = openFused(model, stack, 700);
        const slow = await openSlow(model, stack, 700);
        for (const length of [598, 599, 600]) {
            const tokens = text.slice(0, length);
            const found = difference(await fused.logits(tokens), await slow.logProbabilities(tokens));

            expect(found, `${length} tokens`).toBeLessThan(longTolerance);
        }
        fused.dispose();
        await slow.dispose();
    });
    test("a full context is refused with a sentence, and the decoder goes on", async () => {
        const decoder = openFused("llama", stack, 40);
        const text = randomTokens(41, 8);
        await decoder.logits(text.slice(0, 40));
        await expect(decoder.logits(text)).rejects.toMatchObject({
            code: "context-full",
            message:
                "The conversation has 41 tokens, and this context holds 40. Shorten it, or choose a larger context.",
        });
        expectClose(
            await decoder.logits(text.slice(0, 40)),
            await once("llama", stack, text.slice(0, 40)),
            "after it",
        );
        decoder.dispose();
    });
    test("no more context than the model was made for", () => {
        const decoder = openFused("Pip", [], 1_000_000);
        expect(decoder.contextLength).toBe(1024);
        decoder.dispose();
    });
    test("an aborted prompt stops between chunks and leaves the decoder usable", async () => {
        const text = randomTokens(1100, 9);
        const decoder = openFused("llama", stack, 1200);
        const early = AbortSignal.abort();
        await expect(decoder.logits(text, early)).rejects.toMatchObject({ code: "interrupted" });
        expect(decoder.length).toBe(0);
        const controller = new AbortController();
        setImmediate(() => controller.abort());
        await expect(decoder.logits(text, controller.signal)).rejects.toMatchObject({ code: "interrupted" });
        expect(decoder.length).toBeGreaterThan(0);
        expect(decoder.length).toBeLessThan(text.length);
        const whole = openFused("llama", stack, 1200);
        expectClose(await decoder.logits(text), await whole.logits(text), "after it", longTolerance);
        whole.dispose();
        decoder.dispose();
    });
});
