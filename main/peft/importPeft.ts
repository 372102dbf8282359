/**
 * Takes over a LoRA of Hugging Face's PEFT as an adapter of ours (and of llama.cpp). The base model has to be there:
 * only it says how many heads there are, and whether everything fits.
 */
import { closeSync, existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";
import { openOrdinaryFile } from "../files/openFile.ts";
import { type GgufFile, getString } from "../formats/gguf/read.ts";
import { readSafetensor, readSafetensors, type SafetensorsFile } from "../formats/safetensors/read.ts";
import {
    type Adapter,
    type AdapterHeader,
    checkAdapterFits,
    modelFingerprint,
    plainRule,
} from "../model/adapterFile.ts";
import { type ModelConfig, readModelConfig } from "../model/architectures.ts";
import type { LoraMatrix } from "../model/lora.ts";
import { modelTargets, targetTensorName } from "../model/targets.ts";
import { type PeftConfig, parsePeftConfig } from "./config.ts";
import { type PeftMatrix, parsePeftName, peftName, reorderRows } from "./names.ts";

/** The files of a PEFT adapter. */
export const peftFiles = { config: "adapter_config.json", tensors: "adapter_model.safetensors" } as const;

const longestConfig = 2 ** 20;

/** Whether a path means a PEFT adapter: its folder, or one of its files. */
export function isPeft(path: string): boolean {
    return (
        /\.(safetensors|json|bin|pt|pth)$/i.test(path) ||
        statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
    );
}

/**
 * Reads a PEFT LoRA.
 * @param path its folder, or one of its two files
 * @param base the model that it was trained on
 * @param name default: the folder's name
 * @throws StudioError file-missing, file-access; adapter-invalid (damaged, or more than a LoRA); model-unsupported;
 *   adapter-mismatch (another base)
 */
export function importPeft(path: string, base: GgufFile, name?: string): Adapter {
    const folder = folderOf(path);
    const config = readConfig(join(folder, peftFiles.config));
    const file = readSafetensors(tensorsPath(folder));
    const names = findMatrices(file);
    const model = readModelConfig(base);
    const header: AdapterHeader = {
        name: name ?? basename(folder),
        architecture: model.architecture.name,
        // llama.cpp divides by the rank: alpha / √r = (alpha · √r) / r
        alpha: config.rootScaled ? config.alpha * Math.sqrt(config.rank) : config.alpha,
        matrices: listMatrices(file, names, model, config),
        rule: plainRule,
        base: {
            fingerprint: modelFingerprint(base),
            name: getString(base, "general.name", basename(base.path)),
        },
    };
    checkAdapterFits(header, file.path, base, () => modelFingerprint(base));
    const values = header.matrices.map((matrix) => {
        const raw = readSafetensor(file, names.get(peftName(matrix)) as string);
        return scaled(matrix, reorderRows(model, matrix, raw, "toGguf"), config);
    });
    return { ...header, values };
}

function folderOf(path: string): string {
    const absolute = resolve(path);
    return statSync(absolute, { throwIfNoEntry: false })?.isDirectory() ? absolute : dirname(absolute);
}

function tensorsPath(folder: string): string {
    const path = join(folder, peftFiles.tensors);
    if (!existsSync(path) && existsSync(join(folder, "adapter_model.bin")))
        throw new StudioError(
            "adapter-invalid",
            `The adapter in "${folder}" is stored as adapter_model.bin, a PyTorch file, which may run code when it is read, and is refused. Save it as safetensors instead.`,
        );
    return path;
}

function readConfig(path: string): PeftConfig {
    const { fd, fileSize } = openOrdinaryFile(path);
    try {
        if (fileSize > longestConfig)
            throw new StudioError("adapter-invalid", `"${path}" is too large to be a PEFT configuration.`);
        return parsePeftConfig(path, readFileSync(fd, "utf8"));
    } catch (error) {
        throw translateFileError(error, path, "read");
    } finally {
        closeSync(fd);
    }
}

/** Tensor names by what they are: the name that PEFT gives is the key. @throws StudioError adapter-invalid */
function findMatrices({ path, tensors }: SafetensorsFile): Map<string, string> {
    const found = new Map<string, string>();
    for (const name of tensors.keys()) {
        const matrix = parsePeftName(name);
        if (!matrix)
            throw new StudioError(
                "adapter-invalid",
                `"${path}" changes a part of the model that GGUF adapters cannot change here: ${JSON.stringify(name.slice(0, 200))}.`,
            );
        const key = peftName(matrix);
        if (found.has(key))
            throw new StudioError("adapter-invalid", `"${path}" holds ${JSON.stringify(key)} twice.`);
        found.set(key, name);
    }
    if (found.size === 0) throw new StudioError("adapter-invalid", `"${path}" holds no LoRA.`);
    return found;
}

/** The matrices in the order of the blocks, as other adapters have them. */
function listMatrices(
    file: SafetensorsFile,
    names: ReadonlyMap<string, string>,
    model: ModelConfig,
    config: PeftConfig,
): LoraMatrix[] {
    return ordered(names, model).flatMap(({ layer, target }) => {
        const name = targetTensorName(layer, target);
        const [a, b] = (["a", "b"] as const).map((kind): LoraMatrix => {
            const shape = file.tensors.get(names.get(peftName({ layer, target, kind })) ?? "")?.shape ?? [];
            const [rows, columns] = shape.length === 2 ? (shape as [number, number]) : [0, 0];
            return { layer, target, kind, name: `${name}.lora_${kind}`, ne: [columns, rows] };
        }) as [LoraMatrix, LoraMatrix];
        const rank = a.ne[1];
        if (rank === 0 || rank !== b.ne[0] || !(config.ranksDiffer || rank === config.rank))
            throw new StudioError(
                "adapter-invalid",
                `The two matrices for ${name} in "${file.path}" do not fit together, or have another rank than adapter_config.json says.`,
            );
        return [a, b];
    });
}

function ordered(names: ReadonlyMap<string, string>, model: ModelConfig): PeftMatrix[] {
    const order = modelTargets(model);
    const matrices = [...names.keys()].map((key) => parsePeftName(key) as PeftMatrix);
    const unique = new Map(matrices.map((matrix) => [`${matrix.layer} ${matrix.target}`, matrix]));
    return [...unique.values()].sort(
        (one, other) => one.layer - other.layer || order.indexOf(one.target) - order.indexOf(other.target),
    );
}

/** A GGUF file has one alpha for all ranks, divided by each: what √rank makes of them goes into B. */
function scaled({ kind, ne }: LoraMatrix, values: Float32Array, config: PeftConfig): Float32Array {
    if (kind === "a" || !config.rootScaled || ne[0] === config.rank) return values;
    const factor = Math.sqrt(ne[0] / config.rank);
    return values.map((value) => value * factor);
}
