/**
 * LoRA gradients of the Q-adapter loss on quantised bases against the same weights in F32; recomputed against
 * stored activations; and one run against another.
 * The F32 gradients themselves are checked against PyTorch in golden.test.ts.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { metadataEntries } from "../../main/formats/gguf/encode.ts";
import { readGguf, readTensorData } from "../../main/formats/gguf/read.ts";
import { writeGguf } from "../../main/formats/gguf/write.ts";
import { Device } from "../../main/ggml/device.ts";
import { Dequantizer } from "../../main/ggml/quantize.ts";
import { GgmlType } from "../../main/ggml/tensor.ts";
import { families as trainable } from "../../main/model/architectures/families.ts";
import { LoraWeights, loraMatrices } from "../../main/model/lora.ts";
import { writeRandomModel } from "../../main/model/randomModel.ts";
import { linearTargets } from "../../main/model/targets.ts";
import { Model } from "../../main/model/weights.ts";
import { PairStep, pairText, type TokenPair } from "../../main/training/pairStep.ts";
import { randomAdapterValues, tinyModel } from "../support/logits.ts";
import { pairOf, plainLoss, shortPairs } from "../support/smallPairs.ts";

/** Cosine with the gradient on the F32 base, and how much longer or shorter it may be. Measured: see the output. */
const least = { cosine: 0.99, cosineOfWorstMatrix: 0.98 };
const mostStretch = 0.05;
const types = ["Q8_0", "Q4_0", "Q4_K", "Q6_K", "F16", "BF16"] as const;
const families = ["llama", "qwen2", "qwen3"] as const;
const everyFamily = trainable.map(({ name }) => name);

/** Too long for one dense block: a trunk with two branches, the second away from it. */
const long: TokenPair[] = [pairOf(150, 80, 40, 7), pairOf(8, 10, 14, 4)];

const folder = mkdtempSync(join(tmpdir(), "qadapter-gradients-"));
const measured: string[] = [];
let device: Device;
beforeAll(() => {
    device = Device.open("cpu", 1);
});
afterAll(() => {
    console.log(
        `Gradients on quantised bases against F32 (cosine of all, of the worst matrix, length):\n${measured.join("\n")}`,
    );
    device.dispose();
    rmSync(folder, { recursive: true });
});

function writeModel(family: string, type: (typeof types)[number] | "F32"): string {
    const path = join(folder, `${family}-${type}.gguf`);
    writeRandomModel(path, tinyModel({ architecture: family, type: GgmlType[type] }));
    return path;
}

/** The same weights, expanded to F32. */
function expand(path: string): string {
    const file = readGguf(path);
    const expanded = `${path}.f32`;
    writeGguf(expanded, {
        metadata: metadataEntries(file),
        tensors: [...file.tensors.values()].map((info) => {
            const count = info.shape.reduce((a, b) => a * b);
            const values = new Dequantizer(device.library, info.type).toFloats(
                readTensorData(file, info),
                count,
            );
            return {
                name: info.name,
                shape: info.shape,
                type: GgmlType.F32,
                data: new Uint8Array(values.buffer),
            };
        }),
    });
    return expanded;
}

/** Gradients of a new adapter's every matrix, by name. */
async function gradientsOf(
    path: string,
    pairs: readonly TokenPair[],
    options: { recompute?: boolean; dropout?: { rate: number; seed: number }; on?: Device } = {},
): Promise<Map<string, Float32Array>> {
    const { recompute = false, dropout, on = device } = options;
    const model = Model.load(readGguf(path), on, { transposed: true });
    const matrices = loraMatrices(model.config, { rank: 4, alpha: 8, targets: linearTargets });
    const lora = new LoraWeights(on, model.config.layers, matrices, 8);
    lora.upload(randomAdapterValues(matrices, 11));
    const gradients = matrices.map(({ ne }) => new Float32Array(ne[0] * ne[1]));
    const step = new PairStep(model, lora, plainLoss, 2, recompute);
    const actions = pairs.reduce((sum, { chosen, rejected }) => sum + chosen.length + rejected.length, 0);
    const longestRow = Math.max(
        ...pairs.flatMap((p) => [p.chosen, p.rejected].map((a) => p.prompt.length + a.length)),
    );
    const totals = { pairs: pairs.length, actions, longestRow, clarity: 1 };
    await step.train(pairs, await step.base(pairs.map((pair) => pairText(pair))), totals, gradients, dropout);
    step.dispose();
    lora.dispose();
    model.dispose();
    return new Map(matrices.map(({ name }, i) => [name, gradients[i] as Float32Array]));
}

function compare(a: Float32Array, b: Float32Array): { cosine: number; length: number } {
    let [ab, aa, bb] = [0, 0, 0];
    a.forEach((x, i) => {
        const y = b[i] as number;
        ab += x * y;
        aa += x * x;
        bb += y * y;
    });
    return { cosine: ab / Math.sqrt(aa * bb), length: Math.sqrt(aa / bb) };
}

/** Names of the matrices whose gradients are not equal to the last bit. */
function differing(a: Map<string, Float32Array>, b: Map<string, Float32Array>): string[] {
    const bytes = (values: Float32Array) => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    return [...a]
        .filter(([name, values]) => !bytes(values).equals(bytes(b.get(name) as Float32Array)))
        .map(([name]) => name);
}

function joined(gradients: Map<string, Float32Array>): Float32Array {
    return Float32Array.from([...gradients.values()].flatMap((values) => [...values]));
}

describe.each(families)("%s: gradients on a quantised base point where the F32 base's do", (family) => {
    test.each(types)("%s", async (type) => {
        const path = writeModel(family, type);
        const found = await gradientsOf(path, shortPairs);
        const wanted = await gradientsOf(expand(path), shortPairs);
        const { cosine, length } = compare(joined(found), joined(wanted));
        const each = [...wanted].map(
            ([name, values]) => compare(found.get(name) as Float32Array, values).cosine,
        );
        const numbers = [cosine, Math.min(...each), length].map((x) => x.toFixed(4));
        const message = `${family} ${type} ${numbers.join(" ")}`;
        measured.push(message);
        expect(cosine, message).toBeGreaterThanOrEqual(least.cosine);
        expect(Math.min(...each), message).toBeGreaterThanOrEqual(least.cosineOfWorstMatrix);
        expect(Math.abs(length - 1), message).toBeLessThan(mostStretch);
    });
});

const dropout = { rate: 0.2, seed: 5 };

test("two runs on two threads are equal to the last bit, and another seed of dropout is not", async () => {
    const path = writeModel("llama", "Q8_0");
    const on = Device.open("cpu", 2);
    const first = await gradientsOf(path, shortPairs, { dropout, on });
    expect(joined(first).every((x) => Number.isFinite(x))).toBe(true);
    expect(differing(first, await gradientsOf(path, shortPairs, { dropout, on }))).toEqual([]);
    const other = await gradientsOf(path, shortPairs, { dropout: { ...dropout, seed: 6 }, on });
    expect(differing(first, other)).toHaveLength(first.size);
    on.dispose();
});

describe.each([
    ["llama", "F32"],
    ["llama", "Q8_0"],
    ["qwen2", "Q4_0"],
    ["qwen3", "Q4_K"],
    ...everyFamily.slice(families.length).map((family) => [family, "F32"] as const),
] as const)("recomputing changes nothing: %s %s", (family, type) => {
    test.each([
        ["short pairs", shortPairs],
        ["a long pair", long],
    ])("%s", async (_, pairs) => {
        const path = writeModel(family, type);
        const stored = await gradientsOf(path, pairs, { dropout });
        const recomputed = await gradientsOf(path, pairs, { dropout, recompute: true });
        expect(differing(stored, recomputed)).toEqual([]);
    });
});
