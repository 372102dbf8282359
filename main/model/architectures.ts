/**
 * What the program knows about model families: one declarative record each, and how to read a model's
 * shape from its GGUF file. Not the maths: that is forward.ts and backward.ts, the same for every family.
 */
import { StudioError } from "../errors.ts";
import { type GgufFile, getNumber, getNumbers, getString } from "../formats/gguf/read.ts";
import type { RopeSettings } from "../ggml/rope.ts";

/** How a family differs from the plain decoder (RMS norms, rotary attention, gated feed-forward). */
export interface Architecture {
    /** `general.architecture` in the file. */
    name: string;
    /** 0: rotary pairs lie side by side; 2: in two halves (NEOX). */
    ropeMode: 0 | 2;
    /** Whether queries and keys are normalised per head before the rotation. */
    queryKeyNorm: boolean;
}

/** The families that can be trained. */
export const architectures: readonly Architecture[] = [
    { name: "llama", ropeMode: 0, queryKeyNorm: false },
    { name: "qwen2", ropeMode: 2, queryKeyNorm: false },
    { name: "qwen3", ropeMode: 2, queryKeyNorm: true },
];

/** The linear layers of a block, by the names that people use for LoRA targets. */
export const linearTargets = ["q", "k", "v", "o", "gate", "up", "down"] as const;
export type LinearTarget = (typeof linearTargets)[number];

/** The tensor of block `layer` that holds the weights of a target. */
export function targetTensorName(layer: number, target: LinearTarget): string {
    const names = {
        q: "attn_q",
        k: "attn_k",
        v: "attn_v",
        o: "attn_output",
        gate: "ffn_gate",
        up: "ffn_up",
        down: "ffn_down",
    };
    return `blk.${layer}.${names[target]}.weight`;
}

/** The numbers that define a model's shape. */
export interface ModelConfig {
    architecture: Architecture;
    layers: number;
    hidden: number;
    heads: number;
    kvHeads: number;
    headSize: number;
    feedForward: number;
    vocabulary: number;
    contextLength: number;
    rmsEpsilon: number;
    rope: RopeSettings;
    /** Whether the output matrix is the embedding matrix. */
    tiedOutput: boolean;
}

/** Input and output width of a target. */
export function targetShape(c: ModelConfig, target: LinearTarget): { inputs: number; outputs: number } {
    const query = c.heads * c.headSize;
    const keyValue = c.kvHeads * c.headSize;
    const shapes: Record<LinearTarget, [number, number]> = {
        q: [c.hidden, query],
        k: [c.hidden, keyValue],
        v: [c.hidden, keyValue],
        o: [query, c.hidden],
        gate: [c.hidden, c.feedForward],
        up: [c.hidden, c.feedForward],
        down: [c.feedForward, c.hidden],
    };
    const [inputs, outputs] = shapes[target];
    return { inputs, outputs };
}

/**
 * Reads the shape of a model and checks that it is one the engine computes exactly as llama.cpp does.
 * @throws StudioError `model-unsupported` with what stands in the way, `gguf-damaged` when keys are missing
 */
export function readModelConfig(file: GgufFile): ModelConfig {
    const name = getString(file, "general.architecture");
    refuseOtherKinds(file, name);
    const architecture = architectures.find((known) => known.name === name);
    if (!architecture)
        throw new StudioError(
            "model-unsupported",
            `Training is not supported for the "${name}" family yet (${file.path}). Supported are: ${architectures.map((a) => a.name).join(", ")}.`,
        );
    const number = (key: string, otherwise?: number) => getNumber(file, `${name}.${key}`, otherwise);
    const count = (key: string, otherwise?: number) => positive(file, key, number(key, otherwise));
    const heads = count("attention.head_count");
    const hidden = count("embedding_length");
    const headSize = count("attention.key_length", hidden / heads);
    const embedding = file.tensors.get("token_embd.weight");
    const config: ModelConfig = {
        architecture,
        layers: count("block_count"),
        hidden,
        heads,
        kvHeads: count("attention.head_count_kv", heads),
        headSize,
        feedForward: count("feed_forward_length"),
        vocabulary: embedding?.shape[1] ?? 0,
        contextLength: count("context_length"),
        rmsEpsilon: number("attention.layer_norm_rms_epsilon"),
        rope: readRope(file, architecture, headSize),
        tiedOutput: !file.tensors.has("output.weight"),
    };
    checkConsistency(file, config, number("attention.value_length", headSize));
    return config;
}

function refuseOtherKinds(file: GgufFile, name: string): void {
    const refuse = (why: string) => {
        throw new StudioError("model-unsupported", `${file.path} ${why}`);
    };
    const type = getString(file, "general.type", "model");
    if (type === "adapter")
        refuse(
            "is an adapter, not a model. Open the model that it was made for, and give this file with --adapter.",
        );
    if (type !== "model") refuse(`is a "${type}" file, not a chat model.`);
    if (file.splitCount > 1)
        refuse(
            `is part ${file.splitNo + 1} of ${file.splitCount} of a split model. Join the parts into one file first.`,
        );
    if (file.tensors.size === 0) refuse("holds a vocabulary only, no model weights.");
    if (getNumber(file, `${name}.expert_count`, 0) > 0)
        refuse("is a mixture of experts. Training is not supported for these yet.");
}

function positive(file: GgufFile, key: string, value: number): number {
    if (Number.isInteger(value) && value > 0 && value < 2 ** 31) return value;
    throw new StudioError("gguf-damaged", `${file.path} has an impossible value for ${key}: ${value}.`);
}

/** llama.cpp's limit is 512. */
const mostBlocks = 512;

/** What llama.cpp would refuse or assert, and numbers on which ggml's rotation never ends. */
function checkConsistency(file: GgufFile, c: ModelConfig, valueSize: number): void {
    const { dimensions, base, scale, attentionFactor, betaFast, betaSlow } = c.rope;
    const isWellScaled = scale > 0 && [attentionFactor, betaFast, betaSlow].every(Number.isFinite);
    const checks: [holds: boolean, otherwise: string][] = [
        [c.layers <= mostBlocks, `${c.layers} blocks are more than any model has`],
        [c.heads % c.kvHeads === 0, `${c.heads} attention heads cannot share ${c.kvHeads} key/value heads`],
        [valueSize === c.headSize, "its keys and values differ in size"],
        [c.headSize % 2 === 0, `its heads have the odd size ${c.headSize}`],
        [dimensions === c.headSize, `it rotates ${dimensions} of ${c.headSize} dimensions`],
        [c.rmsEpsilon > 0 && c.rmsEpsilon < 1, "its normalisation constant is not between 0 and 1"],
        [base > 0 && Number.isFinite(base), "its rotation has no base"],
        [isWellScaled && c.rope.contextOriginal > 0, "its positions cannot be scaled as it says"],
    ];
    const problem = checks.find(([holds]) => !holds)?.[1];
    if (problem) throw new StudioError("gguf-damaged", `${file.path} contradicts itself: ${problem}.`);
}

function readRope(file: GgufFile, architecture: Architecture, headSize: number): RopeSettings {
    const key = (k: string) => `${architecture.name}.rope.${k}`;
    const scaling = getString(file, key("scaling.type"), "linear"); // llama.cpp's default: old files give the factor alone
    const factor = getNumber(file, key("scaling.factor"), getNumber(file, key("scale_linear"), 1)) || 1;
    if (!["none", "linear", "yarn"].includes(scaling))
        throw new StudioError(
            "model-unsupported",
            `${file.path} uses the position scaling "${scaling}", which is not supported yet.`,
        );
    const yarn = scaling === "yarn";
    return {
        dimensions: getNumber(file, key("dimension_count"), headSize),
        mode: architecture.ropeMode,
        contextOriginal: getNumber(
            file,
            key("scaling.original_context_length"),
            getNumber(file, `${architecture.name}.context_length`),
        ),
        base: getNumber(file, key("freq_base"), 10000),
        scale: scaling === "none" ? 1 : 1 / factor,
        extFactor: yarn ? 1 : 0,
        // llama.cpp cancels the magnitude scaling that ggml applies for YaRN, then applies the file's own factor.
        attentionFactor: getNumber(file, key("scaling.attn_factor"), 1),
        betaFast: getNumber(file, key("scaling.yarn_beta_fast"), 32),
        betaSlow: getNumber(file, key("scaling.yarn_beta_slow"), 1),
    };
}

/** Every tensor that a model of this shape may have, with its shape and whether it must be there. */
export function expectedTensors(c: ModelConfig): { name: string; ne: number[]; required: boolean }[] {
    const list = [
        { name: "token_embd.weight", ne: [c.hidden, c.vocabulary], required: true },
        { name: "output_norm.weight", ne: [c.hidden], required: true },
        { name: "output.weight", ne: [c.hidden, c.vocabulary], required: false },
        { name: "rope_freqs.weight", ne: [c.rope.dimensions / 2], required: false },
    ];
    for (let layer = 0; layer < c.layers; layer++) {
        for (const norm of ["attn_norm", "ffn_norm"])
            list.push({ name: `blk.${layer}.${norm}.weight`, ne: [c.hidden], required: true });
        if (c.architecture.queryKeyNorm)
            for (const norm of ["attn_q_norm", "attn_k_norm"])
                list.push({ name: `blk.${layer}.${norm}.weight`, ne: [c.headSize], required: true });
        for (const target of linearTargets) {
            const { inputs, outputs } = targetShape(c, target);
            const name = targetTensorName(layer, target);
            list.push({ name, ne: [inputs, outputs], required: true });
            list.push({ name: name.replace(/weight$/, "bias"), ne: [outputs], required: false });
        }
    }
    return list;
}

/** Positions, if any, where the file keeps end-of-generation token ids besides eos. */
export function extraStopTokens(file: GgufFile): number[] {
    const single = ["tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id"]
        .map((key) => getNumber(file, key, -1))
        .filter((id) => id >= 0);
    return [...single, ...getNumbers(file, "tokenizer.ggml.eog_token_ids", [])];
}
