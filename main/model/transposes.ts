/**
 * Transposed copies of a model's matrices, which the backward pass multiplies with, each in the layout that multiplies
 * fastest (layout.ts).
 */
import { readTensorData } from "../formats/gguf/data.ts";
import type { GgufFile, GgufTensorInfo } from "../formats/gguf/read.ts";
import type { Device } from "../ggml/device.ts";
import { Dequantizer, quantize } from "../ggml/quantize.ts";
import { setTensor } from "../ggml/scheduler.ts";
import { GgmlType, rowBytes, typeSize } from "../ggml/tensor.ts";
import type { ModelConfig } from "./architectures.ts";
import { type LaidOutMatrix, LaidOutStorage } from "./laidOutStorage.ts";
import { layoutBytes, type MatrixLayout, type ProductWeight, productWeight } from "./layout.ts";
import { chooseLayout } from "./layoutTrial.ts";
import { modelTargets, outputName, targetTensorName } from "./targets.ts";
import { turn } from "./turn.ts";

/** The copies: every block matrix and the output matrix, by the names of their tensors. */
export class TransposedMatrices {
    readonly #storage: LaidOutStorage;
    readonly #copies: ReadonlyMap<string, LaidOutMatrix>;

    constructor(file: GgufFile, config: ModelConfig, device: Device) {
        const copies = copiesOf(file, config, device);
        this.#storage = new LaidOutStorage(device, copies);
        this.#copies = new Map(copies.map((copy) => [copy.name, copy]));
        for (const { name, layout } of copies) {
            const info = file.tensors.get(name) as GgufTensorInfo;
            const w = this.#storage.get(name);
            setTensor(device.functions, w, transpose(file, info, device, layout));
        }
    }

    /** Bytes on the device. */
    get bytes(): number {
        return this.#storage.bytes;
    }

    /** [outputs, inputs] of a tensor [inputs, outputs]. */
    get(name: string): ProductWeight {
        const { outputs, layout } = this.#copies.get(name) as LaidOutMatrix;
        return productWeight(this.#storage.get(name), outputs, layout);
    }

    /** Frees the copies. */
    dispose(): void {
        this.#storage.dispose();
    }
}

/** The bytes that the copies will take, for the memory estimate. */
export function transposedBytes(file: GgufFile, config: ModelConfig, device: Device): number {
    return copiesOf(file, config, device).reduce(
        (sum, { layout, inputs, outputs }) => sum + layoutBytes(device, layout, inputs, outputs),
        0,
    );
}

function copiesOf(file: GgufFile, config: ModelConfig, device: Device): LaidOutMatrix[] {
    const names = [outputName(config)];
    for (let layer = 0; layer < config.layers; layer++)
        for (const target of modelTargets(config)) names.push(targetTensorName(layer, target));
    return names.map((name) => {
        const info = file.tensors.get(name) as GgufTensorInfo;
        const [outputs, inputs] = [info.shape[0] as number, info.shape[1] as number];
        const layout = chooseLayout(device, transposedType(device, info), inputs, outputs);
        return { name, layout, inputs, outputs };
    });
}

/**
 * The type of a transposed copy: exact for F32 bases, as precise as the weights for 16-bit ones,
 * Q8_0 (the fastest products) for quantised ones.
 */
export function transposedType(device: Device, info: GgufTensorInfo): number {
    if (info.type === GgmlType.F32 || info.type === GgmlType.F16 || info.type === GgmlType.BF16)
        return info.type;
    const { block } = typeSize(device.functions, GgmlType.Q8_0);
    return (info.shape[1] as number) % block === 0 ? GgmlType.Q8_0 : GgmlType.F16;
}

/** Transposes [inputs, outputs] to [outputs, inputs + padding], strip by strip of whole rows. */
export function transpose(
    file: GgufFile,
    info: GgufTensorInfo,
    device: Device,
    { type, padding = 0 }: Pick<MatrixLayout, "type" | "padding">,
): Uint8Array {
    const [inputs, outputs] = [info.shape[0] as number, info.shape[1] as number];
    const { functions } = device;
    const result = new Uint8Array((inputs + padding) * rowBytes(functions, type, outputs)); // zeros where padded
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
