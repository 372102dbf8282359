/**
 * How a matrix of a quantised model lies in memory for products: as in the file, in the order that the processor's
 * kernels like best (ggml's repacked buffers), or split in two. Which one is found by measuring, once per shape.
 * The numbers stay those of the file. Not the loading itself (weights.ts).
 *
 * The split is for Q4_1, whose kernels take columns one by one: its values d·q + m are d·(q − 8), which is Q4_0, plus a
 * constant m + 8d per block of 32, so that W x = Q4_0(W) x + offsets · (sums of x over blocks), exactly.
 */
import type { Pointer } from "../ggml/bindings.ts";
import type { Device } from "../ggml/device.ts";
import { Graph } from "../ggml/graph.ts";
import { Scheduler, setTensor } from "../ggml/scheduler.ts";
import { Storage } from "../ggml/storage.ts";
import { GgmlType, rowBytes, type Tensor } from "../ggml/tensor.ts";

/** How a matrix is kept. */
export interface MatrixLayout {
    /** ggml type of the stored matrix */
    type: number;
    /** a buffer of the processor's own order, from which no rows can be read; absent: as in the file */
    bufferType?: Pointer;
    /** whether F32 offsets per block are added (Q4_1 only) */
    split: boolean;
}

/** A matrix for products. */
export interface ProductWeight {
    w: Tensor; // [inputs, outputs]
    offsets?: Tensor; // [inputs / 32, outputs]
}

/** Weights per block of Q4_0 and Q4_1. */
const block = 32;

/** W x: [inputs, n] → [outputs, n]. */
export function product(g: Graph, { w, offsets }: ProductWeight, x: Tensor): Tensor {
    const y = g.mulMat(w, x); // [outputs, n]
    if (!offsets) return y;
    const blocks = offsets.ne[0];
    const n = x.ne[1];
    const sums = g.sumRows(g.reshape(g.dense(x), [block, blocks, n])); // [1, inputs / 32, n]
    return g.add(y, g.mulMat(offsets, g.reshape(sums, [blocks, n])));
}

/** Splits rows of Q4_1 into rows of Q4_0 and the offsets of their blocks. */
export function splitQ41(bytes: Uint8Array): { rows: Uint8Array; offsets: Float32Array } {
    const [from, to] = [20, 18]; // bytes per block: scale, minimum (F16 each), nibbles; scale, nibbles
    const blocks = bytes.length / from;
    const rows = new Uint8Array(blocks * to);
    const offsets = new Float32Array(blocks);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i < blocks; i++) {
        offsets[i] = view.getFloat16(i * from + 2, true) + 8 * view.getFloat16(i * from, true);
        rows.set(bytes.subarray(i * from, i * from + 2), i * to);
        rows.set(bytes.subarray(i * from + 4, (i + 1) * from), i * to + 2);
    }
    return { rows, offsets };
}

/** Bytes of a matrix in a layout. */
export function layoutBytes(device: Device, layout: MatrixLayout, inputs: number, outputs: number): number {
    const offsets = layout.split ? (4 * inputs) / block : 0;
    return outputs * (rowBytes(device.functions, layout.type, inputs) + offsets);
}

const chosen = new WeakMap<Device, Map<string, MatrixLayout>>();

/** The fastest layout on this device for matrices of a type and shape; measured once, some milliseconds. */
export function chooseLayout(device: Device, type: number, inputs: number, outputs: number): MatrixLayout {
    const plain = { type, split: false };
    const others = candidates(device, type, inputs);
    if (others.length === 0) return plain;
    const known = chosen.get(device) ?? new Map<string, MatrixLayout>();
    chosen.set(device, known);
    const rows = measuredRows(inputs, outputs);
    const key = `${type} ${inputs} ${rows}`;
    const layout = known.get(key) ?? fastest(device, plain, others, inputs, rows);
    known.set(key, layout);
    return layout;
}

function candidates(device: Device, type: number, inputs: number): MatrixLayout[] {
    if (device.isGpu || type === GgmlType.F32) return [];
    const split = type === GgmlType.Q4_1 && inputs % block === 0;
    const stored = split ? GgmlType.Q4_0 : type;
    const repacked = device.extraBufferTypes.map((bufferType) => ({ type: stored, bufferType, split }));
    return split ? [{ type: stored, split }, ...repacked] : repacked;
}

/** A matrix of at most about two million weights says as much as a larger one. */
function measuredRows(inputs: number, outputs: number): number {
    const step = 64;
    if (inputs * outputs <= 2 ** 21 || outputs % step !== 0) return outputs;
    return Math.max(1, Math.floor(2 ** 21 / inputs / step)) * step;
}

/** What other layouts have to gain over the file's own. */
const worthwhile = 0.9;

function fastest(
    device: Device,
    plain: MatrixLayout,
    others: readonly MatrixLayout[],
    inputs: number,
    outputs: number,
): MatrixLayout {
    const reference = measure(device, plain, inputs, outputs) as number[];
    let best = { layout: plain, cost: worthwhile };
    for (const layout of others) {
        const times = measure(device, layout, inputs, outputs);
        const cost = times
            ? geometricMean(times.map((t, i) => t / (reference[i] as number)))
            : Number.POSITIVE_INFINITY;
        if (cost < best.cost) best = { layout, cost };
    }
    return best.layout;
}

/** Columns of the measured products: one model, a base with its adapter, a prompt. */
const columns = [1, 2, 64];

/** Milliseconds per number of columns; undefined where the device cannot multiply this layout. */
function measure(
    device: Device,
    layout: MatrixLayout,
    inputs: number,
    outputs: number,
): number[] | undefined {
    const { type, bufferType, split } = layout;
    const matrix = new Storage(device, [{ name: "w", type, ne: [inputs, outputs] }], {
        weights: true,
        bufferType,
    });
    const offsets = split
        ? new Storage(device, [{ name: "o", type: GgmlType.F32, ne: [inputs / block, outputs] }])
        : undefined;
    const weight = { w: matrix.get("w"), offsets: offsets?.get("o") };
    try {
        if (!multiplies(device, weight.w)) return undefined;
        setTensor(
            device.functions,
            weight.w,
            new Uint8Array(outputs * rowBytes(device.functions, type, inputs)),
        );
        return columns.map((n) => time(device, weight, n));
    } finally {
        matrix.dispose();
        offsets?.dispose();
    }
}

/** Whether the device multiplies with a matrix in its buffer; asked before anything is written to it. */
function multiplies(device: Device, w: Tensor): boolean {
    const g = new Graph(device.functions, 8);
    try {
        return device.supports(g.mulMat(w, g.input(GgmlType.F32, [w.ne[0], 1])).pointer);
    } finally {
        g.dispose();
    }
}

const rounds = 5;

function time(device: Device, weight: ProductWeight, n: number): number {
    const g = new Graph(device.functions, 16);
    const scheduler = new Scheduler(device, 16);
    try {
        g.keep(product(g, weight, g.input(GgmlType.F32, [weight.w.ne[0], n])));
        scheduler.allocate(g);
        let best = Number.POSITIVE_INFINITY;
        for (let round = 0; round < rounds; round++) {
            const started = performance.now();
            scheduler.computeNow();
            best = Math.min(best, performance.now() - started);
        }
        return best;
    } finally {
        scheduler.dispose();
        g.dispose();
    }
}

function geometricMean(values: readonly number[]): number {
    return Math.exp(values.reduce((sum, x) => sum + Math.log(x), 0) / values.length);
}
