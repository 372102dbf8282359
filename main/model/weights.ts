/**
 * Loads a model's tensors from its GGUF file onto a device, and makes the transposed copies
 * that the backward pass multiplies with. Not the graph that uses them.
 */
import { StudioError } from "../errors.ts";
import { readTensorData } from "../formats/gguf/data.ts";
import type { GgufFile, GgufTensorInfo } from "../formats/gguf/read.ts";
import type { Device } from "../ggml/device.ts";
import { Dequantizer, quantize } from "../ggml/quantize.ts";
import { setTensor } from "../ggml/scheduler.ts";
import { Storage, type TensorSpec } from "../ggml/storage.ts";
import { GgmlType, rowBytes, type Tensor, typeSize } from "../ggml/tensor.ts";
import { expectedTensors, type ModelConfig, readModelConfig } from "./architectures.ts";
import type { ProductWeight } from "./layout.ts";
import { BlockMatrices, matrixBytes, matrixNames, siteName } from "./matrices.ts";
import {
    type FusedSite,
    fusedSiteNames,
    type LinearTarget,
    modelTargets,
    targetTensorName,
} from "./targets.ts";

/** The weights of one linear layer. */
export interface LinearWeight {
    /** [inputs, outputs]; absent where it lies in its site's (LayerWeights.fused) */
    matrix?: ProductWeight;
    /** [outputs] */
    bias?: Tensor;
    /** [outputs, inputs], for the gradient with respect to the input */
    transposed?: Tensor;
}

/** The output matrix, kept as in the file: its rows are read, too. */
export interface OutputWeight {
    w: Tensor; // [hidden, vocabulary]
    transposed?: Tensor; // [vocabulary, hidden]
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
    readonly #storages: Storage[];
    readonly #matrices: BlockMatrices;
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
        this.#storages = [weights];
        for (const info of others) upload(file, info, device, weights.get(info.name));
        const matrices = new BlockMatrices(file, config, device);
        this.#matrices = matrices;
        const copies = transposed ? this.#transposedCopies() : undefined;
        const linear = (name: string): LinearWeight => ({
            matrix: matrices.get(name),
            bias: weights.tensors.get(name.replace(/weight$/, "bias")),
            transposed: copies?.tensors.get(name),
        });
        this.embedding = weights.get("token_embd.weight");
        this.outputNorm = weights.get("output_norm.weight");
        const output = outputName(config);
        this.output = { w: weights.get(output), transposed: copies?.tensors.get(output) };
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

    #transposedCopies(): Storage {
        const infos = transposedNames(this.config).map(
            (name) => this.file.tensors.get(name) as GgufTensorInfo,
        );
        const specs: TensorSpec[] = infos.map((info) => ({
            name: info.name,
            type: transposedType(this.device, info),
            ne: [info.shape[1] as number, info.shape[0] as number],
        }));
        const storage = new Storage(this.device, specs, { weights: true });
        this.#storages.push(storage);
        infos.forEach((info, i) => {
            const { name, type } = specs[i] as TensorSpec;
            setTensor(
                this.device.functions,
                storage.get(name),
                transpose(this.file, info, this.device, type),
            );
        });
        return storage;
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
        return this.#storages.reduce((sum, storage) => sum + storage.bytes, this.#matrices.bytes);
    }

    /** Frees the weights. */
    dispose(): void {
        this.#matrices.dispose();
        for (const storage of this.#storages) storage.dispose();
    }
}

function specOf({ name, type, shape }: GgufTensorInfo): TensorSpec {
    return { name, type, ne: shape };
}

function outputName(config: ModelConfig): string {
    return config.tiedOutput ? "token_embd.weight" : "output.weight";
}

function transposedNames(config: ModelConfig): string[] {
    const names = [outputName(config)];
    for (let layer = 0; layer < config.layers; layer++)
        for (const target of modelTargets(config)) names.push(targetTensorName(layer, target));
    return names;
}

/**
 * The bytes that the weights will take, for memory estimates: block matrices in the layouts that they will have,
 * everything else as in the file.
 */
export function weightBytes(file: GgufFile, config: ModelConfig, device: Device): number {
    const isMatrix = matrixNames(config);
    const others = [...file.tensors.values()].filter(({ name }) => !isMatrix.has(name));
    return others.reduce((sum, { bytes }) => sum + bytes, matrixBytes(file, config, device));
}

/** The bytes that transposed copies will take, for the memory estimate. */
export function transposedBytes(file: GgufFile, config: ModelConfig, device: Device): number {
    return transposedNames(config).reduce((sum, name) => {
        const info = file.tensors.get(name) as GgufTensorInfo;
        const [inputs, outputs] = [info.shape[0] as number, info.shape[1] as number];
        return sum + inputs * rowBytes(device.functions, transposedType(device, info), outputs);
    }, 0);
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

/**
 * The type of a transposed copy: exact for F32 bases, as precise as the weights for 16-bit ones,
 * Q8_0 (the fastest products) for quantised ones.
 */
function transposedType(device: Device, info: GgufTensorInfo): number {
    if (info.type === GgmlType.F32 || info.type === GgmlType.F16 || info.type === GgmlType.BF16)
        return info.type;
    const { block } = typeSize(device.functions, GgmlType.Q8_0);
    return (info.shape[1] as number) % block === 0 ? GgmlType.Q8_0 : GgmlType.F16;
}

/** Transposes [inputs, outputs] to [outputs, inputs], strip by strip of whole rows. */
function transpose(file: GgufFile, info: GgufTensorInfo, device: Device, type: number): Uint8Array {
    const [inputs, outputs] = [info.shape[0] as number, info.shape[1] as number];
    const { functions } = device;
    const result = new Uint8Array(inputs * rowBytes(functions, type, outputs));
    const rowStride = rowBytes(functions, type, outputs);
    const dequantizer = new Dequantizer(device.library, info.type);
    const { block } = typeSize(functions, type);
    const strip = Math.max(block, Math.floor(256 / block) * block);
    for (let first = 0; first < outputs; first += strip) {
        const rows = Math.min(strip, outputs - first);
        const rowSize = info.bytes / outputs;
        const bytes = readTensorData(file, info, { offset: first * rowSize, length: rows * rowSize });
        const turned = turn(dequantizer.toFloats(bytes, inputs * rows), inputs, rows);
        const packed = quantize(functions, type, turned, inputs, rows);
        const piece = packed.byteLength / inputs;
        const at = rowBytes(functions, type, first);
        for (let row = 0; row < inputs; row++)
            result.set(packed.subarray(row * piece, (row + 1) * piece), row * rowStride + at);
    }
    return result;
}

/** rows × inputs → inputs × rows. */
function turn(values: Float32Array, inputs: number, rows: number): Float32Array {
    const turned = new Float32Array(values.length);
    for (let row = 0; row < rows; row++)
        for (let i = 0, from = row * inputs; i < inputs; i++)
            turned[i * rows + row] = values[from + i] as number;
    return turned;
}
