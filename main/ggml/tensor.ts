/**
 * A tensor as TypeScript sees it: a native address with its type and shape.
 * Not its data (that lives on a device, see storage.ts) and not an owner: the context it was made in is.
 */
import type { GgmlFunctions, Pointer } from "./bindings.ts";

/** Ids of `enum ggml_type` that the program names. */
export const GgmlType = {
    F32: 0,
    F16: 1,
    Q4_0: 2,
    Q4_1: 3,
    Q8_0: 8,
    Q4_K: 12,
    Q6_K: 14,
    I32: 26,
    I64: 27,
    BF16: 30,
} as const;

/** Elements per dimension, fastest first, always four. */
export type Shape = readonly [number, number, number, number];

/** A tensor; `nb` are strides in bytes as in ggml. */
export interface Tensor {
    readonly pointer: Pointer;
    readonly type: number;
    readonly ne: Shape;
    readonly nb: Shape;
    /** The tensor whose storage this one looks into, if it is a view. */
    readonly base?: Pointer;
}

const typeSizes = new Map<number, { block: number; bytes: number }>();

/** Elements and bytes of one block of a type. */
export function typeSize(functions: GgmlFunctions, type: number): { block: number; bytes: number } {
    let size = typeSizes.get(type);
    if (!size) {
        size = {
            block: Number(functions.ggml_blck_size(type)),
            bytes: Number(functions.ggml_type_size(type)),
        };
        typeSizes.set(type, size);
    }
    return size;
}

/** Bytes of one row of `elements` elements. */
export function rowBytes(functions: GgmlFunctions, type: number, elements: number): number {
    const { block, bytes } = typeSize(functions, type);
    return (elements / block) * bytes;
}

/** A tensor record with contiguous strides. */
export function contiguous(functions: GgmlFunctions, pointer: Pointer, type: number, ne: Shape): Tensor {
    const nb1 = rowBytes(functions, type, ne[0]);
    return {
        pointer,
        type,
        ne,
        nb: [typeSize(functions, type).bytes, nb1, nb1 * ne[1], nb1 * ne[1] * ne[2]],
    };
}

/** Number of elements. */
export function elements(tensor: Tensor): number {
    return tensor.ne[0] * tensor.ne[1] * tensor.ne[2] * tensor.ne[3];
}

/** Fills a shape up to four dimensions with ones. */
export function shape(ne: readonly number[]): Shape {
    return [ne[0] ?? 1, ne[1] ?? 1, ne[2] ?? 1, ne[3] ?? 1];
}

/** Whether the elements lie without gaps in the order of the dimensions. */
export function isContiguous(functions: GgmlFunctions, t: Tensor): boolean {
    const packed = contiguous(functions, t.pointer, t.type, t.ne).nb;
    return t.nb[0] === packed[0] && t.ne.every((n, i) => n === 1 || t.nb[i] === packed[i]);
}
