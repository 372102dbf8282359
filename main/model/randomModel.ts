/**
 * Random models as GGUF files of any supported family, shape and storage type: for measuring speed without a
 * download, and for tests against llama.cpp.
 * They say nothing sensible; but their logits spread as a trained model's do, so that numeric errors show.
 */
import { type GgufMetadataEntry, type GgufTypedValue, metadataEntries } from "../formats/gguf/encode.ts";
import { type GgufFile, type GgufTensorInfo, readGguf } from "../formats/gguf/read.ts";
import { type GgufTensorToWrite, writeGguf } from "../formats/gguf/write.ts";
import type { GgmlFunctions } from "../ggml/bindings.ts";
import { openGgml } from "../ggml/library.ts";
import { quantize } from "../ggml/quantize.ts";
import { GgmlType } from "../ggml/tensor.ts";
import { expectedTensors, type ModelConfig, readModelConfig } from "./architectures.ts";

/** What to write. */
export interface RandomModelOptions {
    /** one of architectures/families.ts */
    architecture: string;
    layers: number;
    hidden: number;
    heads: number;
    kvHeads: number;
    headSize: number;
    feedForward: number;
    /** must be the number of tokens in `tokenizer` for llama.cpp to load the file */
    vocabulary: number;
    contextLength: number;
    /** ggml type of the linear weights and the embeddings; norms, biases and rotary factors are F32 */
    type: number;
    /** whether the output matrix is the embedding matrix */
    tied: boolean;
    /** rotary frequency factors, as Llama 3.1 has them; two sets where the family has two; default false */
    ropeFactors?: boolean;
    /** biases of q, k and v; default: in qwen2 only */
    bias?: boolean;
    /** position scaling; default none */
    ropeScaling?: RopeScaling;
    /** more metadata, by key without the family's name */
    metadata?: Readonly<Record<string, GgufTypedValue>>;
    /** the same seed gives the same file */
    seed: number;
    /** `tokenizer.*` entries, see `readVocabularyMetadata` */
    tokenizer: readonly GgufMetadataEntry[];
}

/** How a model stretches its positions. */
export interface RopeScaling {
    /** absent: the key is left out, which means linear */
    type?: "none" | "linear" | "yarn" | "longrope";
    factor: number;
    /** the context length before stretching */
    originalContext?: number;
}

const rmsEpsilon = 1e-5;
const ropeBase = 10000;

/**
 * Writes a random model; memory does not grow with its size.
 * @param functions ggml, for packing; default: the processor's build (give the open one where another is in use)
 * @throws StudioError as writeGguf
 */
export function writeRandomModel(
    path: string,
    options: RandomModelOptions,
    functions: GgmlFunctions = openGgml().functions,
): void {
    const bias = options.bias ?? options.architecture === "qwen2";
    const wanted = (name: string) =>
        name === "output.weight"
            ? !options.tied
            : name.startsWith("rope_f")
              ? (options.ropeFactors ?? false)
              : bias && /attn_[qkv]\.bias$/.test(name);
    const metadata = metadataOf(options);
    const tensors = expectedTensors(configOf(metadata, options))
        .filter(({ name, required }) => required || wanted(name))
        .map(({ name, ne }, i): GgufTensorToWrite => {
            const type = ne.length === 2 ? options.type : GgmlType.F32;
            return { name, shape: ne, type, data: () => pieces(functions, options, name, ne, type, i) };
        });
    writeGguf(path, { metadata, tensors });
}

/** The vocabulary of another GGUF file (also one without weights): all its `tokenizer.*` entries. */
export function readVocabularyMetadata(path: string): GgufMetadataEntry[] {
    return metadataEntries(readGguf(path)).filter(([key]) => key.startsWith("tokenizer."));
}

/** The shape that the finished file will be read with. */
function configOf(metadata: readonly GgufMetadataEntry[], options: RandomModelOptions): ModelConfig {
    const matrix = (name: string): [string, GgufTensorInfo] => [
        name,
        {
            name,
            shape: [options.hidden, options.vocabulary],
            type: options.type,
            offset: 0,
            bytes: 0,
            part: 0,
        },
    ];
    const file: GgufFile = {
        path: "a random model",
        parts: [],
        version: 3,
        metadata: new Map(
            metadata.flatMap(([key, { value }]) => (typeof value === "object" ? [] : [[key, value]])),
        ),
        metadataTypes: new Map(),
        tensors: new Map(["token_embd.weight", ...(options.tied ? [] : ["output.weight"])].map(matrix)),
        alignment: 32,
        fileSize: 0,
        splitCount: 1,
        splitNo: 0,
    };
    return readModelConfig(file);
}

function metadataOf(options: RandomModelOptions): GgufMetadataEntry[] {
    const { architecture, ropeScaling } = options;
    const text = (key: string, value: string): GgufMetadataEntry => [key, { type: "string", value }];
    const count = (key: string, value: number): GgufMetadataEntry => [
        `${architecture}.${key}`,
        { type: "uint32", value },
    ];
    const float = (key: string, value: number): GgufMetadataEntry => [
        `${architecture}.${key}`,
        { type: "float32", value },
    ];
    const metadata = [
        text("general.architecture", architecture),
        text("general.type", "model"),
        text("general.name", "random"), // not the family: llama.cpp expects certain tokens of what is called phi3
        count("context_length", options.contextLength),
        count("embedding_length", options.hidden),
        count("block_count", options.layers),
        count("feed_forward_length", options.feedForward),
        count("attention.head_count", options.heads),
        count("attention.head_count_kv", options.kvHeads),
        count("attention.key_length", options.headSize),
        count("attention.value_length", options.headSize),
        float("attention.layer_norm_rms_epsilon", rmsEpsilon),
        count("rope.dimension_count", options.headSize),
        float("rope.freq_base", ropeBase),
        count("vocab_size", options.vocabulary),
    ];
    if (ropeScaling?.type) metadata.push(text(`${architecture}.rope.scaling.type`, ropeScaling.type));
    if (ropeScaling) metadata.push(float("rope.scaling.factor", ropeScaling.factor));
    if (ropeScaling?.originalContext)
        metadata.push(count("rope.scaling.original_context_length", ropeScaling.originalContext));
    const more = Object.entries(options.metadata ?? {}).map(
        ([key, value]): GgufMetadataEntry => [`${architecture}.${key}`, value],
    );
    const replaced = new Set(more.map(([key]) => key));
    return [...metadata.filter(([key]) => !replaced.has(key)), ...more, ...options.tokenizer];
}

const pieceElements = 1 << 20;

/** A tensor's data in pieces of whole rows. */
function* pieces(
    f: GgmlFunctions,
    options: RandomModelOptions,
    name: string,
    ne: readonly number[],
    type: number,
    index: number,
): Generator<Uint8Array> {
    const [columns, rows] = [ne[0] as number, ne[1] ?? 1];
    if (name.startsWith("rope_f")) {
        yield quantize(f, type, ropeFactors(options, columns, name.includes("long") ? 12 : 8), 1, columns);
        return;
    }
    const { mean, deviation } = spread(name, columns);
    const draw = normalNumbers(options.seed, index);
    const step = Math.max(1, Math.floor(pieceElements / columns));
    const values = new Float32Array(Math.min(step, rows) * columns);
    for (let row = 0; row < rows; row += step) {
        const count = Math.min(step, rows - row);
        for (let i = 0; i < count * columns; i++) values[i] = mean + deviation * draw();
        yield quantize(f, type, values.subarray(0, count * columns), count, columns);
    }
}

/**
 * Widths that keep activations near 1: a linear layer's outputs about as large as its inputs, what a block adds
 * about half of what is there, logits with a standard deviation of 2.
 */
function spread(name: string, inputs: number): { mean: number; deviation: number } {
    if (name.endsWith("norm.weight")) return { mean: 1, deviation: 0.1 };
    if (name.endsWith(".bias")) return { mean: 0, deviation: 0.2 };
    const isOuter = name === "output.weight" || name === "token_embd.weight";
    const addsToStream = /attn_output|ffn_down/.test(name);
    return { mean: 0, deviation: (isOuter ? 2 : addsToStream ? 0.5 : 1) / Math.sqrt(inputs) };
}

/** Numbers of mean 0 and deviation 1: sums of the four bytes of xorshift32 (Marsaglia 2003), nearly normal. */
function normalNumbers(seed: number, stream: number): () => number {
    const deviation = Math.sqrt((4 * (256 ** 2 - 1)) / 12);
    let state = Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b) || 1;
    const next = () => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        const bytes = (state & 255) + ((state >>> 8) & 255) + ((state >>> 16) & 255) + (state >>> 24);
        return (bytes - 510) / deviation;
    };
    for (let i = 0; i < 8; i++) next(); // seeds that differ little start alike
    return next;
}

/** As Llama 3.1's: long waves are stretched `factor` times (there 8), short ones not, those between in part. */
function ropeFactors({ contextLength }: RandomModelOptions, count: number, factor: number): Float32Array {
    const [low, high] = [1, 4];
    return Float32Array.from({ length: count }, (_, i) => {
        const wave = 2 * Math.PI * ropeBase ** (i / count);
        const smooth = (contextLength / wave - low) / (high - low);
        return 1 / (smooth <= 0 ? 1 / factor : smooth >= 1 ? 1 : (1 - smooth) / factor + smooth);
    });
}
