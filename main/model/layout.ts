/**
 * How a matrix of a quantised model lies in memory for products: as in the file, in the order that the processor's
 * kernels like best (ggml's repacked buffers), or split in two. Which one is found by measuring, once per type.
 * The numbers stay those of the file. Not the loading itself (weights.ts).
 *
 * The split is for Q4_1, whose kernels take columns one by one where the processor has no order of its own for it: its
 * values d·q + m are d·(q − 8), which is Q4_0, plus a constant m + 8d per block of 32, so that
 * W x = Q4_0(W) x + offsets · (sums of x over blocks), exactly. The sums are a product, too, with a matrix of ones and
 * zeros: ggml sums rows on one thread only.
 */
import type { Pointer } from "../ggml/bindings.ts";
import { Device } from "../ggml/device.ts";
import { Graph } from "../ggml/graph.ts";
import { Scheduler, setTensor } from "../ggml/scheduler.ts";
import { Storage, tensorBytes } from "../ggml/storage.ts";
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
    split?: {
        blockSums: Tensor; // [inputs, blocks] ones where an input is in a block
        offsets: Tensor; // [blocks, outputs]
    };
}

/** Weights per block of Q4_0 and Q4_1. */
const block = 32;

/** W x: [inputs, n] → [outputs, n]. */
export function product(g: Graph, { w, split }: ProductWeight, x: Tensor): Tensor {
    const y = g.mulMat(w, x); // [outputs, n]
    return split ? g.add(y, g.mulMat(split.offsets, g.mulMat(split.blockSums, x))) : y;
}

/** Blocks of a row, filled up to what ggml's fast kernels take. */
export function paddedBlocks(inputs: number): number {
    return Math.ceil(inputs / block / 8) * 8;
}

/** The matrix that sums inputs over blocks: [inputs, paddedBlocks]. */
export function blockSums(inputs: number): Float32Array {
    const ones = new Float32Array(inputs * paddedBlocks(inputs));
    for (let i = 0; i < inputs; i++) ones[Math.floor(i / block) * inputs + i] = 1;
    return ones;
}

/** Splits rows of Q4_1 into rows of Q4_0 and the offsets of their blocks [paddedBlocks, outputs]. */
export function splitQ41(bytes: Uint8Array, inputs: number): { rows: Uint8Array; offsets: Float32Array } {
    const [from, to] = [20, 18]; // bytes per block: scale, minimum (F16 each), nibbles; scale, nibbles
    const [perRow, padded] = [inputs / block, paddedBlocks(inputs)];
    const blocks = bytes.length / from;
    const rows = new Uint8Array(blocks * to);
    const offsets = new Float32Array((blocks / perRow) * padded);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i < blocks; i++) {
        const offset = view.getFloat16(i * from + 2, true) + 8 * view.getFloat16(i * from, true);
        offsets[Math.floor(i / perRow) * padded + (i % perRow)] = offset;
        rows.set(bytes.subarray(i * from, i * from + 2), i * to);
        rows.set(bytes.subarray(i * from + 4, (i + 1) * from), i * to + 2);
    }
    return { rows, offsets };
}

/** Bytes of a matrix in a layout. */
export function layoutBytes(device: Device, layout: MatrixLayout, inputs: number, outputs: number): number {
    const { type, bufferType, split } = layout;
    const offsets = split ? 4 * paddedBlocks(inputs) * outputs : 0;
    const matrix = { name: "", type, ne: [inputs, outputs] };
    return tensorBytes(device, matrix, bufferType ?? device.bufferType) + offsets;
}

/** The fastest layout on this device that takes matrices of a type and shape. */
export function chooseLayout(device: Device, type: number, inputs: number, outputs: number): MatrixLayout {
    const fits = (layout: MatrixLayout) => multiplies(device, layout, inputs, outputs);
    return preferences(device, type).find(fits) ?? { type, split: false };
}

const measured = new Map<string, readonly MatrixLayout[]>();

/** Layouts that are faster than the file's own, the fastest first; measured once, a few dozen milliseconds. */
function preferences(device: Device, type: number): readonly MatrixLayout[] {
    const others = candidates(device, type);
    if (others.length === 0) return [];
    const key = `${device.library.directory} ${type}`;
    const known = measured.get(key) ?? faster(type, others);
    measured.set(key, known);
    return known;
}

function candidates(device: Device, type: number): MatrixLayout[] {
    if (device.isGpu || type === GgmlType.F32) return [];
    const kinds = [{ type, split: false }];
    if (type === GgmlType.Q4_1) kinds.push({ type: GgmlType.Q4_0, split: true });
    const repacked = device.extraBufferTypes.flatMap((bufferType) =>
        kinds.map((kind) => ({ ...kind, bufferType })),
    );
    return [...repacked, ...kinds.filter(({ split }) => split)];
}

/** What other layouts have to gain over the file's own. */
const worthwhile = 0.9;
/** Columns of the measured products: one model, a base with its adapter, a prompt. */
const columns = [1, 2, 64];
/** Inputs and outputs of the measured matrix: every type's blocks divide them. */
const side = 512;
/** Rounds in which all layouts take turns: what disturbs a round disturbs all of them. */
const rounds = 16;

/** On one thread: kernels compare alike, and another busy program disturbs less. */
function faster(type: number, others: readonly MatrixLayout[]): MatrixLayout[] {
    const device = Device.open("cpu", 1);
    const possible = [{ type, split: false }, ...others].filter((l) => multiplies(device, l, side, side));
    const trials = possible.map((layout) => new Trial(device, layout));
    for (let round = 0; round < rounds; round++) for (const trial of trials) trial.run();
    const reference = trials[0]?.best ?? [];
    const cost = ({ best }: Trial) => geometricMean(best.map((t, i) => t / (reference[i] as number)));
    const gaining = trials.filter((trial) => cost(trial) < worthwhile).sort((a, b) => cost(a) - cost(b));
    for (const trial of trials) trial.dispose();
    device.dispose();
    return gaining.map(({ layout }) => layout);
}

/** Products with one matrix in one layout, timed. */
class Trial {
    readonly layout: MatrixLayout;
    /** milliseconds per number of columns */
    readonly best: number[] = columns.map(() => Number.POSITIVE_INFINITY);
    readonly #storages: Storage[];
    readonly #runs: { graph: Graph; scheduler: Scheduler }[];

    constructor(device: Device, layout: MatrixLayout) {
        const { type, bufferType, split } = layout;
        this.layout = layout;
        const matrix = new Storage(device, [{ name: "w", type, ne: [side, side] }], {
            weights: true,
            bufferType,
        });
        const blocks = paddedBlocks(side);
        const rest = new Storage(device, [
            { name: "sums", type: GgmlType.F32, ne: [side, blocks] },
            { name: "offsets", type: GgmlType.F32, ne: [blocks, side] },
        ]);
        this.#storages = [matrix, rest];
        const parts = { blockSums: rest.get("sums"), offsets: rest.get("offsets") };
        const weight = { w: matrix.get("w"), split: split ? parts : undefined };
        setTensor(device.functions, weight.w, new Uint8Array(side * rowBytes(device.functions, type, side)));
        this.#runs = columns.map((n) => prepare(device, weight, n));
    }

    run(): void {
        this.#runs.forEach(({ scheduler }, i) => {
            const started = performance.now();
            scheduler.computeNow();
            this.best[i] = Math.min(this.best[i] as number, performance.now() - started);
        });
    }

    dispose(): void {
        for (const { graph, scheduler } of this.#runs) {
            scheduler.dispose();
            graph.dispose();
        }
        for (const storage of this.#storages) storage.dispose();
    }
}

function prepare(device: Device, weight: ProductWeight, n: number): { graph: Graph; scheduler: Scheduler } {
    const graph = new Graph(device.functions, 16);
    const scheduler = new Scheduler(device, 16);
    graph.keep(product(graph, weight, graph.input(GgmlType.F32, [weight.w.ne[0], n])));
    scheduler.allocate(graph);
    return { graph, scheduler };
}

/** Whether the device multiplies with matrices of a shape in a layout; ggml would end the process otherwise. */
function multiplies(device: Device, layout: MatrixLayout, inputs: number, outputs: number): boolean {
    const { type, bufferType, split } = layout;
    if (split && inputs % block !== 0) return false;
    const matrix = new Storage(device, [{ name: "w", type, ne: [inputs, outputs] }], {
        weights: true,
        bufferType,
    });
    const g = new Graph(device.functions, 8);
    try {
        const x = g.input(GgmlType.F32, [inputs, 1]);
        return device.supports(g.mulMat(matrix.get("w"), x).pointer);
    } finally {
        g.dispose();
        matrix.dispose();
    }
}

function geometricMean(values: readonly number[]): number {
    return Math.exp(values.reduce((sum, x) => sum + Math.log(x), 0) / values.length);
}
