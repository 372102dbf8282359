/**
 * What a model's file says about itself, in the words that people look for. What can be done with it: fileKind.ts.
 */
import { basename } from "node:path";
import { type GgufFile, getNumber, getString } from "../formats/gguf/read.ts";
import { tensorTypes } from "../formats/gguf/tensorTypes.ts";

/** A model's own description. */
export interface ModelDescription {
    /** the model's own name, or the file's */
    name: string;
    architecture: string;
    parameters: number;
    contextLength: number;
    layers: number;
    vocabulary: number;
    /** the types that hold most of the weights, for example "Q8_0" */
    quantization: string;
}

/** Describes a model. */
export function describeModel(file: GgufFile): ModelDescription {
    const architecture = getString(file, "general.architecture", "");
    return {
        name: getString(file, "general.name", "") || basename(file.path).replace(/\.gguf$/i, ""),
        architecture,
        parameters: countParameters(file),
        contextLength: getNumber(file, `${architecture}.context_length`, 0),
        layers: getNumber(file, `${architecture}.block_count`, 0),
        vocabulary: file.tensors.get("token_embd.weight")?.shape[1] ?? 0,
        quantization: quantization(file),
    };
}

/** The number of weights in a file. */
export function countParameters(file: GgufFile): number {
    return [...file.tensors.values()].reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

function quantization(file: GgufFile): string {
    const bytes = new Map<string, number>();
    for (const { type, bytes: size } of file.tensors.values()) {
        const name = tensorTypes.get(type)?.name ?? String(type);
        bytes.set(name, (bytes.get(name) ?? 0) + size);
    }
    const sorted = [...bytes].sort((a, b) => b[1] - a[1]);
    return sorted
        .filter(([, size]) => size > 0.05 * (sorted[0]?.[1] ?? 0))
        .map(([name]) => name)
        .join(", ");
}
