/**
 * The tensor types of the pinned ggml release: how many elements a block has and how many bytes it takes.
 * Does not convert them; ggml does. From enum ggml_type in ggml.h and the struct sizes in ggml-common.h.
 */

/** One ggml tensor type. */
export interface TensorType {
    readonly id: number;
    /** as ggml_type_name gives it */
    readonly name: string;
    /** elements in a block; the row length must be a multiple of it */
    readonly blockSize: number;
    readonly bytesPerBlock: number;
}

/** id, name, elements in a block, bytes of a block. */
const table: readonly (readonly [number, string, number, number])[] = [
    [0, "f32", 1, 4],
    [1, "f16", 1, 2],
    [2, "q4_0", 32, 18],
    [3, "q4_1", 32, 20],
    [6, "q5_0", 32, 22],
    [7, "q5_1", 32, 24],
    [8, "q8_0", 32, 34],
    [9, "q8_1", 32, 36],
    [10, "q2_K", 256, 84],
    [11, "q3_K", 256, 110],
    [12, "q4_K", 256, 144],
    [13, "q5_K", 256, 176],
    [14, "q6_K", 256, 210],
    [15, "q8_K", 256, 292],
    [16, "iq2_xxs", 256, 66],
    [17, "iq2_xs", 256, 74],
    [18, "iq3_xxs", 256, 98],
    [19, "iq1_s", 256, 50],
    [20, "iq4_nl", 32, 18],
    [21, "iq3_s", 256, 110],
    [22, "iq2_s", 256, 82],
    [23, "iq4_xs", 256, 136],
    [24, "i8", 1, 1],
    [25, "i16", 1, 2],
    [26, "i32", 1, 4],
    [27, "i64", 1, 8],
    [28, "f64", 1, 8],
    [29, "iq1_m", 256, 56],
    [30, "bf16", 1, 2],
    [34, "tq1_0", 256, 54],
    [35, "tq2_0", 256, 66],
    [39, "mxfp4", 32, 17],
    [40, "nvfp4", 64, 36],
    [41, "q1_0", 128, 18],
    [42, "q2_0", 64, 18],
];

/** Every tensor type that this program knows, by its ggml id. */
export const tensorTypes: ReadonlyMap<number, TensorType> = new Map(
    table.map(([id, name, blockSize, bytesPerBlock]) => [id, { id, name, blockSize, bytesPerBlock }]),
);

/** Types that ggml once had and no longer reads, by their id. */
export const removedTensorTypes: ReadonlyMap<number, string> = new Map([
    [4, "q4_2"],
    [5, "q4_3"],
    [31, "q4_0_4_4"],
    [32, "q4_0_4_8"],
    [33, "q4_0_8_8"],
    [36, "iq4_nl_4_4"],
    [37, "iq4_nl_4_8"],
    [38, "iq4_nl_8_8"],
]);

/**
 * The bytes of a tensor.
 * @param shape ggml's `ne`, fastest first
 * @returns undefined if the row length is no multiple of the block size, or the size does not fit in 2^53
 */
export function tensorBytes(type: TensorType, shape: readonly number[]): number | undefined {
    const [rowLength, ...rest] = shape;
    if (rowLength === undefined || rowLength % type.blockSize !== 0) {
        return undefined;
    }
    const rows = rest.reduce((product, size) => product * size, 1);
    const bytes = (rowLength / type.blockSize) * type.bytesPerBlock * rows;
    return Number.isSafeInteger(bytes) ? bytes : undefined;
}
