/**
 * Conversion between F32 and ggml's storage types on the host.
 * Not for the hot path: inside graphs ggml converts by itself.
 */
import type { GgmlFunctions, Pointer } from "./bindings.ts";
import type { GgmlLibrary } from "./library.ts";
import { GgmlType, rowBytes } from "./tensor.ts";

/** Offset of `to_float` in `struct ggml_type_traits` (three 8-byte fields, a size and a bool before it). */
const toFloatOffset = 40;

/** Expands one storage type to F32. */
export class Dequantizer {
    readonly #convert: (bytes: Uint8Array, into: Float32Array, count: number) => void;

    constructor(library: GgmlLibrary, type: number) {
        const traits = library.functions.ggml_get_type_traits(type);
        const address = type === GgmlType.F32 ? null : library.readPointer(traits, toFloatOffset);
        this.#convert = address
            ? (bytes, into, count) =>
                  library.call(
                      address as Pointer,
                      "void (const void *x, _Out_ float *y, int64_t k)",
                      bytes,
                      into,
                      count,
                  )
            : (bytes, into) => new Uint8Array(into.buffer).set(bytes);
    }

    /** Expands whole rows that hold `count` elements. */
    toFloats(bytes: Uint8Array, count: number): Float32Array {
        const into = new Float32Array(count);
        this.#convert(bytes, into, count);
        return into;
    }
}

/** IQ2_XXS, IQ2_XS and IQ1_S: ggml asserts that it is told how much each column matters. */
const needImportance: ReadonlySet<number> = new Set([16, 17, 19]);

/** Packs `rows` rows of `columns` floats into a storage type. */
export function quantize(
    f: GgmlFunctions,
    type: number,
    values: Float32Array,
    rows: number,
    columns: number,
): Uint8Array {
    if (type === GgmlType.F32) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const packed = new Uint8Array(rows * rowBytes(f, type, columns));
    const importance = needImportance.has(type) ? new Float32Array(columns).fill(1) : null;
    f.ggml_quantize_chunk(type, values, packed, 0, rows, columns, importance);
    return packed;
}
