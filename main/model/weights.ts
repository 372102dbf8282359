/**
 * Loads a model's tensors from its GGUF file onto a device. Not the graph that uses them, not the layouts of its
 * matrices (matrices.ts) and their transposed copies (transposes.ts).
 */
import { StudioError } from "../errors.ts";
import { readTensorData } from "../formats/gguf/data.ts";
import type { GgufFile, GgufTensorInfo } from "../formats/gguf/read.ts";
import type { Device } from "../ggml/device.ts";
import { setTensor } from "../ggml/scheduler.ts";
import { Storage, type TensorSpec } from "../ggml/storage.ts";
import type { Tensor } from "../ggml/tensor.ts";
import { expectedTensors, type ModelConfig, readModelConfig } from "./architectures.ts";
import type { ProductWeight } from "./layout.ts";
import { matrixBytes, matrixNames, ProductMatrices, siteName } from "./matrices.ts";
import {
    type FusedSite,
    fusedSiteNames,
    type LinearTarget,
    modelTargets,
    outputName,
    targetTensorName,
} from "./targets.ts";
import { TransposedMatrices } from "./transposes.ts";

/** The weights of one linear layer. */
export interface LinearWeight {
    /** [inputs, outputs]; absent where it lies in its site's (LayerWeights.fused) */
    matrix?: ProductWeight;
    /** [outputs] */
    bias?: Tensor;
    /** [outputs, inputs], for the gradient with respect to the input */
    transposed?: ProductWeight;
}

/** The output matrix. */
export interface OutputWeight {
    /** as in the file: rows can be read from it */
    rows: Tensor; // [hidden, vocabulary]
    matrix: ProductWeight; // [hidden, vocabulary]
    transposed?: ProductWeight; // [vocabulary, hidden]
}

/** The weights of one block. */
export interface LayerWeights {
    attentionNorm?: Tensor; // [hidden], on the input
    queryNorm?: Tensor; // [headSize], or of all heads
    keyNorm?: Tensor; // [headSize], or of all heads
    attentionPostNorm?: Tensor; // [hidden], on the output
    feedForwardNorm?: Tensor; // [hidden], on the input
    feedForwardPostNorm?: Tensor; // [hidden], on the output
    /** those that the model has: q, k and v, or qkv; gate and up, or gate_up */
    linear: Partial<Record<LinearTarget, LinearWeight>> & Record<"o" | "down", LinearWeight>;
    /** separate weights side by side, where their types allow it */
    fused: Partial<Record<FusedSite, LinearWeight>>;
}

/** A model on a device. */
export class Model {
    readonly file: GgufFile;
    readonly config: ModelConfig;
    readonly device: Device;
    readonly embedding: Tensor; // [hidden, vocabulary]
    readonly outputNorm: Tensor; // [hidden]
    readonly output: OutputWeight;
    readonly layers: readonly LayerWeights[];
    readonly #storage: Storage;
    readonly #matrices: ProductMatrices;
    readonly #copies?: TransposedMatrices;
    readonly #ropeFactors: (name: string) => Tensor | undefined;

    /** Loads the weights. `transposed` is needed for training only. */
    static load(file: GgufFile, device: Device, options: { transposed?: boolean } = {}): Model {
        const config = readModelConfig(file);
        checkModelTensors(file, config);
        return new Model(file, config, device, options.transposed ?? false);
    }

    private constructor(file: GgufFile, config: ModelConfig, device: Device, transposed: boolean) {
        this.file = file;
        this.config = config;
        this.device = device;
        const isMatrix = matrixNames(config);
        const others = [...file.tensors.values()].filter(({ name }) => !isMatrix.has(name));
        const weights = new Storage(device, others.map(specOf), { weights: true });
        this.#storage = weights;
        for (const info of others) upload(file, info, device, weights.get(info.name));
        const matrices = new ProductMatrices(file, config, device);
        this.#matrices = matrices;
        const copies = transposed ? new TransposedMatrices(file, config, device) : undefined;
        this.#copies = copies;
        const linear = (name: string): LinearWeight => ({
            matrix: matrices.get(name),
            bias: weights.tensors.get(name.replace(/weight$/, "bias")),
            transposed: copies?.get(name),
        });
        this.embedding = weights.get("token_embd.weight");
        this.outputNorm = weights.get("output_norm.weight");
        const output = outputName(config);
        const rows = weights.get(output);
        this.output = {
            rows,
            matrix: matrices.get(output) ?? { w: rows },
            transposed: copies?.get(output),
        };
        this.#ropeFactors = (name) => weights.tensors.get(`${name}.weight`);
        const norm = (layer: number, name: string) => weights.tensors.get(`blk.${layer}.${name}.weight`);
        this.layers = Array.from({ length: config.layers }, (_, layer) => ({
            attentionNorm: norm(layer, "attn_norm"),
            queryNorm: norm(layer, "attn_q_norm"),
            keyNorm: norm(layer, "attn_k_norm"),
            attentionPostNorm: norm(layer, "post_attention_norm"),
            feedForwardNorm: norm(layer, "ffn_norm"),
            feedForwardPostNorm: norm(layer, "post_ffw_norm"),
            linear: Object.fromEntries(
                modelTargets(config).map((target) => [target, linear(targetTensorName(layer, target))]),
            ) as LayerWeights["linear"],
            fused: Object.fromEntries(
                fusedSiteNames.flatMap((site) => {
                    const matrix = matrices.get(siteName(layer, site));
                    return matrix ? [[site, { matrix }]] : [];
                }),
            ),
        }));
    }

    /**
     * Rotary factors [rope dimensions / 2] for a context of so many tokens. Where the file has two sets, the long one
     * serves contexts beyond the original length, and all of their tokens, as in llama.cpp, which counts contexts in
     * steps of 256.
     */
    ropeFactors(context: number): Tensor | null {
        const isLong = Math.ceil(context / 256) * 256 > this.config.rope.contextOriginal;
        const chosen = isLong ? "rope_factors_long" : "rope_factors_short";
        return this.#ropeFactors("rope_freqs") ?? this.#ropeFactors(chosen) ?? null;
    }

    /** Bytes that the weights occupy on the device. */
    get bytes(): number {
        return this.#storage.bytes + this.#matrices.bytes + (this.#copies?.bytes ?? 0);
    }

    /** Frees the weights. */
    dispose(): void {
        this.#matrices.dispose();
        this.#copies?.dispose();
        this.#storage.dispose();
    }
}

function specOf({ name, type, shape }: GgufTensorInfo): TensorSpec {
    return { name, type, ne: shape };
}

/**
 * The bytes that the weights will take, for memory estimates: matrices in the layouts that they will have, everything
 * else as in the file.
 */
export function weightBytes(file: GgufFile, config: ModelConfig, device: Device): number {
    const isMatrix = matrixNames(config);
    const others = [...file.tensors.values()].filter(({ name }) => !isMatrix.has(name));
    return others.reduce((sum, { bytes }) => sum + bytes, matrixBytes(file, config, device));
}

/** Checks that a file has exactly the tensors of its shape. @throws StudioError `gguf-damaged`, `model-unsupported` */
export function checkModelTensors(file: GgufFile, config: ModelConfig): void {
    const expected = new Map(expectedTensors(config).map((tensor) => [tensor.name, tensor]));
    for (const { name, ne, required } of expected.values()) {
        const info = file.tensors.get(name);
        if (!info && required)
            throw new StudioError("gguf-damaged", `${file.path} lacks the tensor ${name}.`);
        if (info && (ne.length !== info.shape.length || ne.some((n, i) => n !== info.shape[i])))
            throw new StudioError(
                "gguf-damaged",
                `The tensor ${name} in ${file.path} has the shape ${info.shape.join("×")} where ${ne.join("×")} is needed.`,
            );
    }
    const unknown = [...file.tensors.keys()].find((name) => !expected.has(name));
    if (unknown)
        throw new StudioError(
            "model-unsupported",
            `${file.path} has a part that the engine does not know (${unknown}), so its answers would be wrong.`,
        );
}

const chunkBytes = 16 << 20;

function upload(file: GgufFile, info: GgufTensorInfo, device: Device, tensor: Tensor): void {
    for (let offset = 0; offset < info.bytes; offset += chunkBytes) {
        const length = Math.min(chunkBytes, info.bytes - offset);
        setTensor(device.functions, tensor, readTensorData(file, info, { offset, length }), offset);
    }
}
