/**
 * What a GGUF file holds, once read: its value types and the shape of the result.
 * Reads and writes nothing; the ggml tensor types are in tensorTypes.ts.
 */

/** The GGUF value types by their id in the file. */
export const valueTypeNames = [
    "uint8",
    "int8",
    "uint16",
    "int16",
    "uint32",
    "int32",
    "float32",
    "bool",
    "string",
    "array",
    "uint64",
    "int64",
    "float64",
] as const;

export type GgufValueTypeName = (typeof valueTypeNames)[number];
export type GgufNumberType = Exclude<GgufValueTypeName, "bool" | "string" | "array">;

/** A metadata value's type; an array's with the type of its elements. */
export type GgufMetadataType = Exclude<GgufValueTypeName, "array"> | `array:${GgufValueTypeName}`;

/** The typed array that holds the elements of a number array. */
export interface GgufNumberArrays {
    uint8: Uint8Array<ArrayBuffer>;
    int8: Int8Array<ArrayBuffer>;
    uint16: Uint16Array<ArrayBuffer>;
    int16: Int16Array<ArrayBuffer>;
    uint32: Uint32Array<ArrayBuffer>;
    int32: Int32Array<ArrayBuffer>;
    float32: Float32Array<ArrayBuffer>;
    uint64: BigUint64Array<ArrayBuffer>;
    int64: BigInt64Array<ArrayBuffer>;
    float64: Float64Array<ArrayBuffer>;
}

export type GgufNumberArray = {
    [T in GgufNumberType]: { readonly elementType: T; readonly values: GgufNumberArrays[T] };
}[GgufNumberType];

/** An array value; booleans are bytes of 0 and 1. */
export type GgufArray =
    | GgufNumberArray
    | { readonly elementType: "bool"; readonly values: Uint8Array<ArrayBuffer> }
    | { readonly elementType: "string"; readonly values: readonly string[] }
    | { readonly elementType: "array"; readonly values: readonly GgufArray[] };

/** A metadata value. A bigint only for a 64-bit value beyond 2^53. */
export type GgufValue = number | bigint | boolean | string | GgufArray;

/** A tensor as the header describes it. */
export interface GgufTensorInfo {
    readonly name: string;
    /** ggml's `ne`: 1 to 4 sizes, the fastest-running dimension first */
    readonly shape: readonly number[];
    /** ggml type id, see tensorTypes.ts */
    readonly type: number;
    /** where its data begins, in bytes from the start of the file */
    readonly offset: number;
    readonly bytes: number;
    /** which of the file's parts holds it, from 0 */
    readonly part: number;
}

/** One file on the disk, as it was when its header was read. */
export interface GgufPart {
    readonly path: string;
    readonly fileSize: number;
    /** time of its last change, in milliseconds since 1970 */
    readonly modified: number;
}

/** The header of a GGUF file, or of the parts of a split one, all of it checked; no tensor data. */
export interface GgufFile {
    /** of the file, or of the first part */
    readonly path: string;
    /** the files that hold the data: one, unless a split model was put together (split.ts) */
    readonly parts: readonly GgufPart[];
    readonly version: number;
    /** in the order of the file */
    readonly metadata: ReadonlyMap<string, GgufValue>;
    readonly metadataTypes: ReadonlyMap<string, GgufMetadataType>;
    /** in the order of the file */
    readonly tensors: ReadonlyMap<string, GgufTensorInfo>;
    readonly alignment: number;
    /** of all parts together */
    readonly fileSize: number;
    /** how many files the model is split into; 1 for a whole model, or one put together */
    readonly splitCount: number;
    /** which of them this is, from 0 */
    readonly splitNo: number;
}

/** Rounds a byte position up to the next multiple of `alignment`. */
export function alignUp(position: number, alignment: number): number {
    return Math.ceil(position / alignment) * alignment;
}
