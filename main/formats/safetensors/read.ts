/**
 * Reads safetensors files, trusting nothing in them: the header's length, every offset, every shape.
 * Knows the number formats that weights of adapters come in, and nothing of what the tensors are for.
 * Format: 8 bytes length N (little-endian), N bytes JSON, data. https://github.com/huggingface/safetensors
 */
import { closeSync, readSync } from "node:fs";
import { StudioError } from "../../errors.ts";
import { translateFileError } from "../../files/fileErrors.ts";
import { openOrdinaryFile } from "../../files/openFile.ts";
import { plainFloats, plainTypes } from "../gguf/plainFloats.ts";

/** One tensor: its place in the file. */
export interface SafetensorInfo {
    dtype: keyof typeof plainTypes;
    /** slowest dimension first, as in PyTorch */
    shape: readonly number[];
    /** of its data, from the start of the file */
    offset: number;
    bytes: number;
}

/** A file whose header has been checked. */
export interface SafetensorsFile {
    path: string;
    tensors: ReadonlyMap<string, SafetensorInfo>;
}

/** The most that the format allows. */
const longestHeader = 100_000_000;

/**
 * Reads the header. Every byte of the data has to belong to exactly one tensor.
 * @throws StudioError file-missing, file-access; adapter-invalid with what is wrong; model-unsupported (other number formats)
 */
export function readSafetensors(path: string): SafetensorsFile {
    const { fd, fileSize } = openOrdinaryFile(path);
    try {
        const length = headerLength(path, readAt(fd, path, 0, Math.min(8, fileSize)), fileSize);
        const start = 8 + length;
        const header = parseHeader(path, readAt(fd, path, 8, length));
        const tensors = new Map<string, SafetensorInfo>();
        for (const [name, value] of Object.entries(header))
            if (name !== "__metadata__") tensors.set(name, readInfo(path, name, value, start));
        checkCoverage(path, tensors, start, fileSize);
        return { path, tensors };
    } finally {
        closeSync(fd);
    }
}

/** The numbers of a tensor, as F32. @throws StudioError file-missing, file-access, adapter-invalid (not finite) */
export function readSafetensor({ path, tensors }: SafetensorsFile, name: string): Float32Array {
    const { dtype, offset, bytes } = tensors.get(name) as SafetensorInfo;
    const { fd } = openOrdinaryFile(path);
    try {
        const values = plainFloats(plainTypes[dtype].id, readAt(fd, path, offset, bytes)) as Float32Array;
        if (!values.every(Number.isFinite)) throw damaged(path, `"${name}" has values that are no numbers`);
        return values;
    } finally {
        closeSync(fd);
    }
}

function damaged(path: string, why: string): StudioError {
    return new StudioError("adapter-invalid", `"${path}" is not a sound safetensors file: ${why}.`);
}

function readAt(fd: number, path: string, position: number, length: number): Buffer {
    const buffer = Buffer.alloc(length);
    let done = 0;
    try {
        while (done < length) {
            const count = readSync(fd, buffer, done, length - done, position + done);
            if (count === 0) throw damaged(path, "it became shorter while it was read");
            done += count;
        }
    } catch (error) {
        throw translateFileError(error, path, "read");
    }
    return buffer;
}

function headerLength(path: string, start: Buffer, fileSize: number): number {
    if (looksLikePickle(start))
        throw new StudioError(
            "adapter-invalid",
            `"${path}" is a PyTorch file, which may run code when it is read, and is refused. Save the adapter as safetensors instead.`,
        );
    const length = start.length === 8 ? start.readBigUInt64LE() : undefined;
    if (length === undefined || length < 2n || length > longestHeader || length > BigInt(fileSize - 8))
        throw damaged(path, "its beginning is that of another kind of file, or the file is cut off");
    return Number(length);
}

/** A zip file, as torch.save writes it, or a bare pickle of protocol 2 and later. */
function looksLikePickle(start: Buffer): boolean {
    return start.toString("latin1", 0, 4) === "PK\u0003\u0004" || (start[0] === 0x80 && (start[1] ?? 9) <= 5);
}

function parseHeader(path: string, bytes: Buffer): object {
    try {
        const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
        if (typeof header === "object" && header !== null && !Array.isArray(header)) return header;
    } catch {
        // said below
    }
    throw damaged(path, "its header is not a list of tensors");
}

function readInfo(path: string, name: string, value: unknown, start: number): SafetensorInfo {
    const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
    const shown = JSON.stringify(name.slice(0, 200));
    if (typeof dtype !== "string" || !isCounts(shape) || shape.length > 8 || !isCounts(offsets))
        throw damaged(path, `what it says of ${shown} makes no sense`);
    if (!isPlainType(dtype))
        throw new StudioError(
            "model-unsupported",
            `The numbers of ${shown} in "${path}" are stored as ${dtype.slice(0, 20)}: save them as F32, F16 or BF16.`,
        );
    const [from, to] = offsets as [number, number];
    const bytes = shape.reduce((product, size) => product * size, plainTypes[dtype].size);
    if (offsets.length !== 2 || to - from !== bytes)
        throw damaged(path, `the size of ${shown} does not fit its place in the file`);
    return { dtype, shape, offset: start + from, bytes };
}

function isPlainType(dtype: string): dtype is keyof typeof plainTypes {
    return Object.hasOwn(plainTypes, dtype);
}

function isCounts(value: unknown): value is number[] {
    return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function checkCoverage(
    path: string,
    tensors: ReadonlyMap<string, SafetensorInfo>,
    start: number,
    fileSize: number,
): void {
    let end = start;
    for (const { offset, bytes } of [...tensors.values()].sort((one, other) => one.offset - other.offset)) {
        if (offset !== end) throw damaged(path, "its tensors overlap, or leave gaps");
        end += bytes;
    }
    if (end !== fileSize) throw damaged(path, "it is longer or shorter than its tensors");
}
