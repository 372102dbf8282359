/**
 * The weight matrices of a model on a device, each in the layout that multiplies fastest (layout.ts): those of the
 * blocks, of which those with the same input lie side by side, so that one product computes all of them, and the output
 * matrix where another layout than the file's, from which its rows are read, is faster.
 * Not their transposed copies (transposes.ts), and not embeddings, norms and biases (weights.ts).
 */
import { streamTensorData } from "../formats/gguf/data.ts";
import type { GgufFile, GgufTensorInfo } from "../formats/gguf/read.ts";
import type { Device } from "../ggml/device.ts";
import { setTensor } from "../ggml/scheduler.ts";
import { Storage, type TensorSpec } from "../ggml/storage.ts";
import { GgmlType } from "../ggml/tensor.ts";
import type { ModelConfig } from "./architectures.ts";
import { LaidOutStorage } from "./laidOutStorage.ts";
import {
    blockSums,
    layoutBytes,
    type MatrixLayout,
    type ProductWeight,
    paddedBlocks,
    productWeight,
    splitQ41,
} from "./layout.ts";
import { chooseLayout } from "./layoutTrial.ts";
import { fusedSiteNames, fusedSites, modelTargets, outputName, targetTensorName } from "./targets.ts";

/** One matrix on the device: that of a tensor, or those of a site side by side. */
interface Unit {
    /** the tensor's name, or the site's (`siteName`) */
    name: string;
    infos: readonly GgufTensorInfo[];
    inputs: number;
    outputs: number;
}

/** The name of a site's joined matrix. */
export function siteName(layer: number, site: string): string {
    return `blk.${layer}.${site}`;
}

/** All matrices that are multiplied with. */
export class ProductMatrices {
    readonly bytes: number;
    readonly #weights = new Map<string, ProductWeight>();
    readonly #matrices: LaidOutStorage;
    /** what split matrices need besides */
    readonly #rest: Storage;

    constructor(file: GgufFile, config: ModelConfig, device: Device) {
        const placed = place(file, config, device);
        this.#matrices = new LaidOutStorage(
            device,
            placed.map(({ unit: { name, inputs, outputs }, layout }) => ({ name, inputs, outputs, layout })),
        );
        const split = placed.filter(({ layout }) => layout.split);
        const rest = new Storage(device, splitSpecs(split), { weights: true });
        this.#rest = rest;
        for (const { unit, layout } of placed) {
            const weight = productWeight(this.#matrices.get(unit.name), unit.outputs, layout);
            if (layout.split)
                weight.split = { blockSums: rest.get(sumsName(unit.inputs)), offsets: rest.get(unit.name) };
            upload(file, device, unit, layout, weight);
            this.#weights.set(unit.name, weight);
        }
        this.bytes = this.#matrices.bytes + rest.bytes;
    }

    /** The matrix of a tensor or a site; undefined for a tensor that lies in its site's, and for an output as in the file. */
    get(name: string): ProductWeight | undefined {
        return this.#weights.get(name);
    }

    /** Frees the matrices. */
    dispose(): void {
        this.#matrices.dispose();
        this.#rest.dispose();
    }
}

/** The bytes that these matrices will take, for the memory estimate. */
export function matrixBytes(file: GgufFile, config: ModelConfig, device: Device): number {
    const placed = place(file, config, device);
    const lengths = new Set(placed.filter(({ layout }) => layout.split).map(({ unit }) => unit.inputs));
    const sums = [...lengths].reduce((sum, inputs) => sum + 4 * inputs * paddedBlocks(inputs), 0);
    return placed.reduce(
        (sum, { unit, layout }) => sum + layoutBytes(device, layout, unit.inputs, unit.outputs),
        sums,
    );
}

/** Names of the tensors that are block matrices. */
export function matrixNames(config: ModelConfig): Set<string> {
    const layers = Array.from({ length: config.layers }, (_, layer) => layer);
    return new Set(
        layers.flatMap((layer) => modelTargets(config).map((target) => targetTensorName(layer, target))),
    );
}

/** Sites whose matrices have one type and no biases become one unit, every other matrix one of its own. */
function unitsOf(file: GgufFile, config: ModelConfig): Unit[] {
    const units: Unit[] = [];
    const left = matrixNames(config);
    const infos = (names: readonly string[]) => names.map((name) => file.tensors.get(name) as GgufTensorInfo);
    for (let layer = 0; layer < config.layers; layer++)
        for (const site of fusedSiteNames) {
            if (config.fusedTensors.includes(site)) continue;
            const names = fusedSites[site].map((target) => targetTensorName(layer, target));
            const members = infos(names);
            const biased = names.some((name) => file.tensors.has(name.replace(/weight$/, "bias")));
            if (biased || members.some(({ type }) => type !== members[0]?.type)) continue;
            units.push(unit(siteName(layer, site), members));
            for (const name of names) left.delete(name);
        }
    for (const name of left) units.push(unit(name, infos([name])));
    return units;
}

function unit(name: string, infos: readonly GgufTensorInfo[]): Unit {
    const outputs = infos.reduce((sum, { shape }) => sum + (shape[1] as number), 0);
    return { name, infos, inputs: infos[0]?.shape[0] as number, outputs };
}

interface Placed {
    unit: Unit;
    layout: MatrixLayout;
}

function place(file: GgufFile, config: ModelConfig, device: Device): Placed[] {
    const layoutOf = ({ infos, inputs, outputs }: Unit) =>
        chooseLayout(device, infos[0]?.type as number, inputs, outputs);
    const blocks = unitsOf(file, config).map((unit) => ({ unit, layout: layoutOf(unit) }));
    const name = outputName(config);
    const output = unit(name, [file.tensors.get(name) as GgufTensorInfo]);
    const layout = layoutOf(output);
    return layout.bufferType || layout.split ? [...blocks, { unit: output, layout }] : blocks;
}

/** Offsets per split matrix, and one matrix of block sums per row length. */
function splitSpecs(split: readonly Placed[]): TensorSpec[] {
    const lengths = new Set(split.map(({ unit }) => unit.inputs));
    return [
        ...split.map(({ unit: { name, inputs, outputs } }) => ({
            name,
            type: GgmlType.F32,
            ne: [paddedBlocks(inputs), outputs],
        })),
        ...[...lengths].map((inputs) => ({
            name: sumsName(inputs),
            type: GgmlType.F32,
            ne: [inputs, paddedBlocks(inputs)],
        })),
    ];
}

function sumsName(inputs: number): string {
    return `block sums of ${inputs}`;
}

const chunkBytes = 1 << 20;

/** A repacked matrix has to be written whole; others go chunk by chunk. */
function upload(
    file: GgufFile,
    device: Device,
    { infos, inputs, outputs }: Unit,
    layout: MatrixLayout,
    { w, split }: ProductWeight,
): void {
    const total = infos.reduce((sum, { bytes }) => sum + bytes, 0);
    if (!layout.bufferType && !split) {
        readTensors(file, infos, (bytes, at) => setTensor(device.functions, w, bytes, at));
        return;
    }
    const whole = new Uint8Array((total / outputs) * w.ne[1]); // zeros where it is padded
    readTensors(file, infos, (bytes, at) => whole.set(bytes, at));
    if (!split) {
        setTensor(device.functions, w, whole);
        return;
    }
    const { rows, offsets } = splitQ41(whole, inputs);
    setTensor(device.functions, w, rows);
    setTensor(device.functions, split.offsets, offsets);
    setTensor(device.functions, split.blockSums, blockSums(inputs));
}

/** Reads tensors that follow one another, chunk by chunk: nothing large is left for the garbage collector. */
function readTensors(
    file: GgufFile,
    infos: readonly GgufTensorInfo[],
    take: (bytes: Uint8Array, at: number) => void,
): void {
    let at = 0;
    for (const info of infos)
        for (const bytes of streamTensorData(file, info, chunkBytes)) {
            take(bytes, at);
            at += bytes.length;
        }
}
