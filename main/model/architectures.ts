/**
 * The shape of a model, read from its GGUF file, and which tensors belong to it.
 * Not what families differ in (architectures/) and not the maths (forward.ts and backward.ts, the same for all).
 */
import { StudioError } from "../errors.ts";
import { type GgufFile, getBoolean, getNumber, getNumbers } from "../formats/gguf/read.ts";
import type { RopeSettings } from "../ggml/rope.ts";
import type { Architecture, FamilySettings, MetadataReader } from "./architectures/architecture.ts";
import { readRope, ropeScalingType } from "./architectures/rope.ts";
import { trainableFamily } from "./fileKind.ts";
import { type FusedSite, type LinearWidths, modelTargets, targetShape, targetTensorName } from "./targets.ts";

/** The numbers that define a model's shape. */
export interface ModelConfig extends FamilySettings, LinearWidths {
    architecture: Architecture;
    layers: number;
    vocabulary: number;
    contextLength: number;
    rmsEpsilon: number;
    /** of the blocks that have no rotation of their own (`attention` says what each block does) */
    rope: RopeSettings;
    /** `one` set of rotary factors, or `two`, which the file may hold */
    ropeFactors?: "one" | "two";
    /** Whether the output matrix is the embedding matrix. */
    tiedOutput: boolean;
}

/**
 * Reads the shape of a model and checks that it is one the engine computes exactly as llama.cpp does.
 * @throws StudioError `model-unsupported` with what stands in the way, `gguf-damaged` when keys are missing
 */
export function readModelConfig(file: GgufFile): ModelConfig {
    const architecture = trainableFamily(file);
    const { name } = architecture;
    const read = metadataReader(file, name);
    const count = (key: string, otherwise?: number) => positive(file, key, read.number(key, otherwise));
    const heads = count("attention.head_count");
    const hidden = count("embedding_length");
    const headSize = count("attention.key_length", hidden / heads);
    const layers = count("block_count");
    refuseOtherAttention(read, headSize);
    const rope = readRope(file, architecture, headSize);
    const config: ModelConfig = {
        architecture,
        layers,
        hidden,
        heads,
        kvHeads: count("attention.head_count_kv", heads),
        headSize,
        feedForward: count("feed_forward_length"),
        vocabulary: file.tensors.get("token_embd.weight")?.shape[1] ?? 0,
        contextLength: count("context_length"),
        rmsEpsilon: read.number("attention.layer_norm_rms_epsilon"),
        rope,
        ropeFactors: ropeFactorsOf(file, architecture),
        fusedTensors: fusedTensorsOf(file, architecture),
        tiedOutput: !file.tensors.has("output.weight"),
        embeddingScale: 1,
        residualScale: 1,
        attentionScale: 1 / Math.sqrt(headSize),
        logitScale: 1,
        attention: [],
    };
    if (layers > mostBlocks) refuseContradiction(file, `${layers} blocks are more than any model has`);
    config.attention = Array.from({ length: layers }, () => ({ rope }));
    Object.assign(config, architecture.settings?.(read, { layers, hidden, heads, headSize, rope }));
    checkConsistency(file, config, read.number("attention.value_length", headSize));
    return config;
}

function metadataReader(file: GgufFile, name: string): MetadataReader {
    const number = (key: string, otherwise?: number) => getNumber(file, `${name}.${key}`, otherwise);
    return {
        number,
        boolean: (key, otherwise) => getBoolean(file, `${name}.${key}`, otherwise),
        numberUnlessList: (key, otherwise) =>
            typeof file.metadata.get(`${name}.${key}`) === "object" ? otherwise : number(key, otherwise),
        refuse: (why) => {
            throw new StudioError("model-unsupported", `${file.path} cannot be trained: ${why}`);
        },
    };
}

/** What llama.cpp would do and we do not. */
function refuseOtherAttention(read: MetadataReader, headSize: number): void {
    const windowedSizes = ["attention.key_length_swa", "attention.value_length_swa"];
    const rotated = read.number("rope.dimension_count", headSize);
    if (
        windowedSizes.some((key) => read.number(key, headSize) !== headSize) ||
        read.number("rope.dimension_count_swa", rotated) !== rotated
    )
        read.refuse("it has blocks with heads of different sizes, which is not supported yet.");
}

function ropeFactorsOf(file: GgufFile, architecture: Architecture): ModelConfig["ropeFactors"] {
    if (!architecture.ropeFactors) return undefined;
    const isPair = architecture.ropeFactors === "pair" || ropeScalingType(file, architecture) === "longrope";
    return isPair ? "two" : "one";
}

function fusedTensorsOf(file: GgufFile, architecture: Architecture): FusedSite[] {
    const has = (name: string) => file.tensors.has(`blk.0.${name}.weight`);
    const isFused = has("attn_qkv") || (architecture.fusedTensors === true && !has("attn_q"));
    return [...(isFused ? ["qkv" as const] : []), ...(architecture.fusedTensors ? ["gate_up" as const] : [])];
}

function positive(file: GgufFile, key: string, value: number): number {
    if (Number.isInteger(value) && value > 0 && value < 2 ** 31) return value;
    throw new StudioError("gguf-damaged", `${file.path} has an impossible value for ${key}: ${value}.`);
}

/** llama.cpp's limit is 512. */
const mostBlocks = 512;

/** What llama.cpp would refuse or assert, and numbers on which ggml's rotation never ends. */
function checkConsistency(file: GgufFile, c: ModelConfig, valueSize: number): void {
    const { dimensions } = c.rope;
    const rotatesAll = dimensions === c.headSize;
    const rotatesPart = c.architecture.partialRotation && dimensions > 0 && dimensions < c.headSize;
    const scales = [c.embeddingScale, c.residualScale, c.attentionScale, c.logitScale];
    const checks: [holds: boolean, otherwise: string][] = [
        [c.heads % c.kvHeads === 0, `${c.heads} attention heads cannot share ${c.kvHeads} key/value heads`],
        [valueSize === c.headSize, "its keys and values differ in size"],
        [c.headSize % 2 === 0 && dimensions % 2 === 0, `its heads have the odd size ${c.headSize}`],
        [rotatesAll || rotatesPart === true, `it rotates ${dimensions} of ${c.headSize} dimensions`],
        [c.rmsEpsilon > 0 && c.rmsEpsilon < 1, "its normalisation constant is not between 0 and 1"],
        [c.attention.every(({ rope }) => !rope || rope.base > 0), "its rotation has no base"],
        [
            c.attention.every(({ rope }) => !rope || isRotation(rope)),
            "its positions cannot be scaled as it says",
        ],
        [scales.every((scale) => Number.isFinite(scale)), "it scales by a number that is not finite"],
    ];
    const problem = checks.find(([holds]) => !holds)?.[1];
    if (problem) refuseContradiction(file, problem);
}

function isRotation({ base, scale, attentionFactor, contextOriginal }: RopeSettings): boolean {
    return [base, scale, attentionFactor].every(Number.isFinite) && scale > 0 && contextOriginal > 0;
}

function refuseContradiction(file: GgufFile, problem: string): never {
    throw new StudioError("gguf-damaged", `${file.path} contradicts itself: ${problem}.`);
}

interface ExpectedTensor {
    name: string;
    ne: number[];
    required: boolean;
}

/** Every tensor that a model of this shape may have, with its shape and whether it must be there. */
export function expectedTensors(c: ModelConfig): ExpectedTensor[] {
    const list = [
        { name: "token_embd.weight", ne: [c.hidden, c.vocabulary], required: true },
        { name: "output_norm.weight", ne: [c.hidden], required: true },
        { name: "output.weight", ne: [c.hidden, c.vocabulary], required: false },
        ...ropeFactorNames(c).map((name) => ({ name, ne: [c.rope.dimensions / 2], required: false })),
    ];
    for (let layer = 0; layer < c.layers; layer++) {
        for (const [norm, width] of blockNorms(c))
            list.push({ name: `blk.${layer}.${norm}.weight`, ne: [width], required: true });
        for (const target of modelTargets(c)) {
            const { inputs, outputs } = targetShape(c, target);
            const name = targetTensorName(layer, target);
            list.push({ name, ne: [inputs, outputs], required: true });
            list.push({ name: name.replace(/weight$/, "bias"), ne: [outputs], required: false });
        }
    }
    return list;
}

/** The norms of a block with their widths. */
function blockNorms(c: ModelConfig): [name: string, width: number][] {
    const { norms, queryKeyNorm } = c.architecture;
    const list: [string, number][] = [];
    if (norms !== "output") list.push(["attn_norm", c.hidden], ["ffn_norm", c.hidden]);
    if (norms !== "input") list.push(["post_attention_norm", c.hidden], ["post_ffw_norm", c.hidden]);
    if (queryKeyNorm === "head") list.push(["attn_q_norm", c.headSize], ["attn_k_norm", c.headSize]);
    if (queryKeyNorm === "row")
        list.push(["attn_q_norm", c.heads * c.headSize], ["attn_k_norm", c.kvHeads * c.headSize]);
    return list;
}

function ropeFactorNames(c: ModelConfig): string[] {
    if (c.ropeFactors === "one") return ["rope_freqs.weight"];
    return c.ropeFactors === "two" ? ["rope_factors_long.weight", "rope_factors_short.weight"] : [];
}

/** Positions, if any, where the file keeps end-of-generation token ids besides eos. */
export function extraStopTokens(file: GgufFile): number[] {
    const single = ["tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id"]
        .map((key) => getNumber(file, key, -1))
        .filter((id) => id >= 0);
    return [...single, ...getNumbers(file, "tokenizer.ggml.eog_token_ids", [])];
}
