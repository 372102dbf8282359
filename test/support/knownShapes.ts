/**
 * Headers of models without their data, in the shapes that the makers' config.json files state: enough for what is
 * estimated before anything is loaded.
 */
import type { GgufFile, GgufTensorInfo } from "../../main/formats/gguf/read.ts";
import type { Device } from "../../main/ggml/device.ts";
import { GgmlType, rowBytes } from "../../main/ggml/tensor.ts";
import { expectedTensors, readModelConfig } from "../../main/model/architectures.ts";

/** Layers, hidden size, heads, key/value heads, head size, feed-forward size, vocabulary. */
type Shape = [number, number, number, number, number, number, number];

/** By the catalogue's names; `untied` has an output matrix of its own. */
export const knownShapes: Record<string, { family: string; shape: Shape; untied?: true }> = {
    "smollm2-135m": { family: "llama", shape: [30, 576, 9, 3, 64, 1536, 49152] },
    "smollm2-360m": { family: "llama", shape: [32, 960, 15, 5, 64, 2560, 49152] },
    "qwen2.5-0.5b": { family: "qwen2", shape: [24, 896, 14, 2, 64, 4864, 151936] },
    "gemma-3-1b": { family: "gemma3", shape: [26, 1152, 4, 1, 256, 6912, 262144] },
    "llama-3.2-1b": { family: "llama", shape: [16, 2048, 32, 8, 64, 8192, 128256] },
    "olmo-2-1b": { family: "olmo2", shape: [16, 2048, 16, 16, 128, 8192, 100352], untied: true },
    "smollm2-1.7b": { family: "llama", shape: [24, 2048, 32, 32, 64, 8192, 49152] },
    "qwen3-1.7b": { family: "qwen3", shape: [28, 2048, 16, 8, 128, 6144, 151936] },
    "granite-3.3-2b": { family: "granite", shape: [40, 2048, 32, 8, 64, 8192, 49159] },
    "smollm3-3b": { family: "smollm3", shape: [36, 2048, 16, 4, 128, 11008, 128256] },
    "phi-4-mini": { family: "phi3", shape: [32, 3072, 24, 8, 128, 8192, 200064] },
    "qwen3-4b": { family: "qwen3", shape: [36, 2560, 32, 8, 128, 9728, 151936] },
    "mistral-7b": { family: "llama", shape: [32, 4096, 32, 8, 128, 14336, 32768], untied: true },
    "llama-3.1-8b": { family: "llama", shape: [32, 4096, 32, 8, 128, 14336, 128256], untied: true },
};

/** Q4_K where rows have whole blocks of it, as converters choose, or Q8_0. */
function typeFor(quantisation: "Q4_K_M" | "Q8_0", rowLength: number): number {
    return quantisation === "Q8_0" || rowLength % 256 !== 0 ? GgmlType.Q8_0 : GgmlType.Q4_K;
}

/** The header of a model of this shape. */
export function headerOf(name: string, quantisation: "Q4_K_M" | "Q8_0", device: Device): GgufFile {
    const known = knownShapes[name];
    if (!known) throw new Error(`no shape for ${name}`);
    const [layers, hidden, heads, kvHeads, headSize, feedForward, vocabulary] = known.shape;
    const info = (tensor: string, ne: number[]): [string, GgufTensorInfo] => {
        const [inputs, outputs = 1] = ne as [number, number?];
        const type = ne.length === 2 ? typeFor(quantisation, inputs) : GgmlType.F32;
        const bytes = outputs * rowBytes(device.functions, type, inputs);
        return [tensor, { name: tensor, shape: ne, type, offset: 0, part: 0, bytes }];
    };
    const numbers = {
        block_count: layers,
        embedding_length: hidden,
        "attention.head_count": heads,
        "attention.head_count_kv": kvHeads,
        "attention.key_length": headSize,
        "attention.value_length": headSize,
        feed_forward_length: feedForward,
        context_length: 8192,
        "attention.layer_norm_rms_epsilon": 1e-5,
        "attention.sliding_window": 512,
        "attention.scale": 0.1,
        logit_scale: 1,
        residual_scale: 1,
        embedding_scale: 1,
    };
    const outputs = ["token_embd.weight", ...(known.untied ? ["output.weight"] : [])];
    const file: GgufFile = {
        path: name,
        parts: [],
        version: 3,
        metadata: new Map<string, string | number>([
            ["general.architecture", known.family],
            ...Object.entries(numbers).map(([key, value]): [string, number] => [
                `${known.family}.${key}`,
                value,
            ]),
        ]),
        metadataTypes: new Map(),
        tensors: new Map(outputs.map((tensor) => info(tensor, [hidden, vocabulary]))),
        alignment: 32,
        fileSize: 0,
        splitCount: 1,
        splitNo: 0,
    };
    const tensors = expectedTensors(readModelConfig(file))
        .filter(({ name: tensor, required }) => required || outputs.includes(tensor))
        .map(({ name: tensor, ne }) => info(tensor, ne));
    const fileSize = tensors.reduce((sum, [, { bytes }]) => sum + bytes, 0);
    return { ...file, tensors: new Map(tensors), fileSize };
}
