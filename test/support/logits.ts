/**
 * What the engine says about packed texts, for comparison with llama.cpp: full logits, which the program itself
 * never makes for a whole batch. Also random models and adapters to ask about.
 */
import { join } from "node:path";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { Graph } from "../../main/ggml/graph.ts";
import { getInto, Scheduler, setTensor } from "../../main/ggml/scheduler.ts";
import { GgmlType } from "../../main/ggml/tensor.ts";
import { type Adapter, type PolicyRule, plainRule, writeAdapter } from "../../main/model/adapterFile.ts";
import { readModelConfig } from "../../main/model/architectures.ts";
import { product } from "../../main/model/layout.ts";
import { type LoraLayer, type LoraMatrix, loraMatrices } from "../../main/model/lora.ts";
import type { Packing } from "../../main/model/packing.ts";
import { type RandomModelOptions, readVocabularyMetadata } from "../../main/model/randomModel.ts";
import { StatesPass } from "../../main/model/statesPass.ts";
import { type LinearTarget, linearTargets } from "../../main/model/targets.ts";
import type { Model } from "../../main/model/weights.ts";
import { createRandom } from "../../main/random.ts";

const toyModel = join(import.meta.dirname, "../fixtures/golden/llama/model.gguf");

const integer = (value: number) => ({ type: "uint32", value }) as const;
const float = (value: number) => ({ type: "float32", value }) as const;

/** Attention windows of 6 tokens in every second block: the tests' texts are longer. */
export const windowed = {
    "attention.sliding_window": integer(6),
    "attention.sliding_window_pattern": integer(2),
};

/**
 * What makes a family's own features show in a small model. Untied, though most of them come tied: where embeddings are
 * scaled up, a random model with one matrix for both would only ever repeat its last token.
 */
const familyTraits: Record<string, Partial<RandomModelOptions>> = {
    qwen3: { headSize: 128 },
    gemma3: { headSize: 128, metadata: { ...windowed, "rope.freq_base": float(500000) } },
    phi3: { ropeFactors: true, metadata: { "rope.scaling.attn_factor": float(1.19) } },
    smollm3: { layers: 4 },
    granite: {
        metadata: {
            embedding_scale: float(3),
            residual_scale: float(0.6),
            "attention.scale": float(0.2),
            logit_scale: float(0.7),
        },
    },
};

/** A small random model: two blocks, grouped heads, every row length a multiple of 256 for the K-quants. */
export function tinyModel(overrides: Partial<RandomModelOptions>): RandomModelOptions {
    return {
        architecture: "llama",
        layers: 2,
        hidden: 256,
        heads: 4,
        kvHeads: 2,
        headSize: 64,
        feedForward: 512,
        vocabulary: 64,
        contextLength: 512,
        type: GgmlType.F32,
        tied: false,
        seed: 7,
        tokenizer: readVocabularyMetadata(toyModel),
        ...familyTraits[overrides.architecture ?? "llama"],
        ...overrides,
    };
}

/** Uniform numbers with the given standard deviation. */
export function randomValues(count: number, deviation: number, seed: number): Float32Array {
    const random = createRandom(seed);
    return Float32Array.from({ length: count }, () => (random.next() - 0.5) * Math.sqrt(12) * deviation);
}

/** Random token ids of the toy vocabulary. */
export function randomTokens(count: number, seed: number): number[] {
    const random = createRandom(seed);
    return Array.from({ length: count }, () => random.int(64));
}

/** Values for adapter matrices: A keeps activations near 1, B makes the adapter felt but not dominant. */
export function randomAdapterValues(matrices: readonly LoraMatrix[], seed: number): Float32Array[] {
    return matrices.map(({ kind, ne }, i) =>
        randomValues(ne[0] * ne[1], kind === "a" ? 1 / Math.sqrt(ne[0]) : 0.1, seed + i),
    );
}

/** Writes a random adapter, on all linear layers of a model and plain (as a foreign one) unless told otherwise. */
export function writeRandomAdapter(
    path: string,
    modelPath: string,
    seed: number,
    rule: PolicyRule = plainRule,
    rank = 4,
    targets: readonly LinearTarget[] = linearTargets,
): void {
    const config = readModelConfig(readGguf(modelPath));
    const matrices = loraMatrices(config, { rank, alpha: 2 * rank, targets });
    const adapter: Adapter = {
        name: "random",
        architecture: config.architecture.name,
        alpha: 2 * rank,
        matrices,
        values: randomAdapterValues(matrices, seed),
        rule,
    };
    writeAdapter(path, adapter);
}

/** The engine's logits of a packing's rows [m × vocabulary], with the final hidden states they come from. */
export async function engineLogits(
    model: Model,
    packing: Packing,
    lora?: readonly LoraLayer[],
): Promise<{ logits: Float32Array; states: Float32Array }> {
    const pass = new StatesPass(model);
    const states = await pass.run(packing, lora);
    pass.dispose();
    return { logits: await logitsOfStates(model, states), states };
}

/** The output matrix times states [hidden, m]: [m × vocabulary]. */
export async function logitsOfStates(model: Model, states: Float32Array): Promise<Float32Array> {
    const { functions } = model.device;
    const { hidden, vocabulary } = model.config;
    const m = states.length / hidden;
    const g = new Graph(functions, 16);
    const scheduler = new Scheduler(model.device, 16);
    const input = g.input(GgmlType.F32, [hidden, m]);
    const output = g.keep(product(g, model.output.matrix, input)); // [vocabulary, m]
    scheduler.allocate(g);
    setTensor(functions, input, states);
    await scheduler.compute();
    const logits = new Float32Array(vocabulary * m);
    getInto(functions, output, logits);
    scheduler.dispose();
    g.dispose();
    return logits;
}

/** Log-probabilities of rows of logits. */
export function logSoftmax(logits: Float32Array, vocabulary: number): Float64Array {
    const result = new Float64Array(logits.length);
    for (let from = 0; from < logits.length; from += vocabulary) {
        const row = logits.subarray(from, from + vocabulary);
        const top = Math.max(...row);
        const total = top + Math.log(row.reduce((sum, x) => sum + Math.exp(x - top), 0));
        row.forEach((x, i) => {
            result[from + i] = x - total;
        });
    }
    return result;
}

/** Largest difference of two arrays of the same length; NaN where either has one. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
    if (a.length !== b.length || a.length === 0) throw new Error(`${a.length} and ${b.length} numbers`);
    let largest = 0;
    for (let i = 0; i < a.length; i++) {
        const difference = Math.abs((a[i] as number) - (b[i] as number));
        if (Number.isNaN(difference)) return Number.NaN;
        largest = Math.max(largest, difference);
    }
    return largest;
}
