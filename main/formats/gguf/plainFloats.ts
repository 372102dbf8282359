/**
 * Tensor data in the common number formats as F32: F32 itself, F16 and BF16, which other files (safetensors) have, too.
 * ggml's block formats are for ggml to expand.
 */

/** The formats, with their ids in `enum ggml_type` and their bytes per number. */
export const plainTypes = {
    F32: { id: 0, size: 4 },
    F16: { id: 1, size: 2 },
    BF16: { id: 30, size: 2 },
} as const;

/** The numbers in `bytes` (little-endian); undefined for a type of another kind. */
export function plainFloats(type: number, bytes: Uint8Array): Float32Array | undefined {
    if (type === plainTypes.F32.id) return new Float32Array(new Uint8Array(bytes).buffer);
    if (type === plainTypes.F16.id) return fromWords(bytes, halfToFloat);
    if (type === plainTypes.BF16.id) return fromWords(bytes, brainToFloat);
    return undefined;
}

function fromWords(bytes: Uint8Array, toFloat: (bits: number) => number): Float32Array {
    const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const values = new Float32Array(bytes.length / 2);
    for (let index = 0; index < values.length; index++)
        values[index] = toFloat(data.getUint16(2 * index, true));
    return values;
}

/** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
function halfToFloat(bits: number): number {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const word = new DataView(new ArrayBuffer(4));

/** The upper half of an F32. */
function brainToFloat(bits: number): number {
    word.setUint32(0, bits * 0x10000);
    return word.getFloat32(0);
}
