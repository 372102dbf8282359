/**
 * How a matrix of a quantised model lies in memory for products: as in the file, in the order that the processor's
 * kernels like best (ggml's repacked buffers), or split in two; with rows of zeros after its own where results whose
 * columns lie a multiple of 2 kB apart are slow to write; multiplied column by column where kernels for few columns
 * are slow. The numbers stay those of the file. Not the measuring that finds out (layoutTrial.ts), not the loading
 * (weights.ts).
 *
 * The split is for Q4_1, whose kernels take columns one by one where the processor has no order of its own for it: its
 * values d·q + m are d·(q − 8), which is Q4_0, plus a constant m + 8d per block of 32, so that
 * W x = Q4_0(W) x + offsets · (sums of x over blocks), exactly. The sums are a product, too, with a matrix of ones and
 * zeros: ggml sums rows on one thread only.
 */
import type { Pointer } from "../ggml/bindings.ts";
import type { Device } from "../ggml/device.ts";
import { Graph } from "../ggml/graph.ts";
import { Storage, type TensorSpec, tensorBytes } from "../ggml/storage.ts";
import { GgmlType, type Tensor } from "../ggml/tensor.ts";

/** How a matrix is kept. */
export interface MatrixLayout {
    /** ggml type of the stored matrix */
    type: number;
    /** a buffer of the processor's own order, from which no rows can be read; absent: as in the file */
    bufferType?: Pointer;
    /** whether F32 offsets per block are added (Q4_1 only) */
    split: boolean;
    /** rows of zeros after the matrix's own; absent: none */
    padding?: number;
    /** up to so many columns are multiplied one by one; absent: one */
    singles?: number;
}

/** A matrix for products. */
export interface ProductWeight {
    w: Tensor; // [inputs, outputs + padding]
    /** absent: without padding */
    outputs?: number;
    singles?: number;
    split?: {
        blockSums: Tensor; // [inputs, blocks] ones where an input is in a block
        offsets: Tensor; // [blocks, outputs]
    };
}

/** Weights per block of Q4_0 and Q4_1. */
const block = 32;

/** A stored matrix [inputs, outputs + padding] in its layout; what a split matrix needs besides is added by its owner. */
export function productWeight(w: Tensor, outputs: number, { singles }: MatrixLayout): ProductWeight {
    return { w, outputs, singles };
}

/** W x: [inputs, n] → [outputs, n]. */
export function product(g: Graph, weight: ProductWeight, x: Tensor): Tensor {
    return g.gapless(productWithGaps(g, weight, x));
}

/** W x: [inputs, n] → [outputs, n], maybe with gaps between its columns. */
export function productWithGaps(g: Graph, weight: ProductWeight, x: Tensor): Tensor {
    const n = x.ne[1];
    if (n === 1 || n > (weight.singles ?? 1)) return productAtOnce(g, weight, x);
    const columns = Array.from({ length: n }, (_, i) => productAtOnce(g, weight, g.columns(x, i, 1)));
    return columns.reduce((a, b) => g.concat(a, b, 1));
}

function productAtOnce(g: Graph, { w, outputs = w.ne[1], split }: ProductWeight, x: Tensor): Tensor {
    const all = g.mulMat(w, x); // [outputs + padding, n]
    const rows = () => g.view(all, [outputs, x.ne[1]], [all.nb[1], all.nb[2], all.nb[3]], 0);
    const y = outputs === w.ne[1] ? all : rows();
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

/** Bytes of a matrix in a layout, with its padding. */
export function layoutBytes(device: Device, layout: MatrixLayout, inputs: number, outputs: number): number {
    const offsets = layout.split ? 4 * paddedBlocks(inputs) * outputs : 0;
    const matrix = storedMatrix("", layout, inputs, outputs);
    return tensorBytes(device, matrix, layout.bufferType ?? device.bufferType) + offsets;
}

/** What a matrix [inputs, outputs] is stored as in a layout: with its padding. */
export function storedMatrix(
    name: string,
    { type, padding = 0 }: MatrixLayout,
    inputs: number,
    outputs: number,
): TensorSpec {
    return { name, type, ne: [inputs, outputs + padding] };
}

/** Whether the device multiplies with matrices of a shape in a layout; ggml would end the process otherwise. */
export function multiplies(device: Device, layout: MatrixLayout, inputs: number, outputs: number): boolean {
    const { bufferType, split } = layout;
    if (split && inputs % block !== 0) return false;
    const spec = storedMatrix("w", layout, inputs, outputs);
    const matrix = new Storage(device, [spec], { weights: true, bufferType });
    const g = new Graph(device.functions, 8);
    try {
        const x = g.input(GgmlType.F32, [inputs, 1]);
        return device.supports(g.mulMat(matrix.get("w"), x).pointer);
    } finally {
        g.dispose();
        matrix.dispose();
    }
}
