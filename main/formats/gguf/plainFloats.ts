/**
 * Tensor data in the common number formats as F32: F32 itself, F16 and BF16, which other files (safetensors) have, too.
 * ggml's block formats are for ggml to expand.
 */

/** ids of `enum ggml_type` */
const [f32, f16, bf16] = [0, 1, 30];

/** The numbers in `bytes` (little-endian); undefined for a type of another kind. */
export function plainFloats(type: number, bytes: Uint8Array): Float32Array | undefined {
    const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const read = (size: number, at: (offset: number) => number) =>
        Float32Array.from({ length: bytes.length / size }, (_, index) => at(index * size));
    if (type === f32) return read(4, (offset) => data.getFloat32(offset, true));
    if (type === f16) return read(2, (offset) => halfToFloat(data.getUint16(offset, true)));
    if (type === bf16) return read(2, (offset) => brainToFloat(data.getUint16(offset, true)));
    return undefined;
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
