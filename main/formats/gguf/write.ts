/**
 * Writes a GGUF version 3 file: header, then the tensors' data one after the other.
 * Converts no data, and never leaves half a file behind (see atomicWrite.ts).
 */

import { writeAll, writeFileAtomically } from "../../files/atomicWrite.ts";
import type { GgufMetadataEntry } from "./encode.ts";
import { HeaderEncoder } from "./encode.ts";
import { tensorBytes, tensorTypes } from "./tensorTypes.ts";
import { encodeText } from "./text.ts";
import { alignUp } from "./types.ts";

/** A tensor to be written. */
export interface GgufTensorToWrite {
    readonly name: string;
    /** ggml's `ne`, fastest first, 1 to 4 sizes */
    readonly shape: readonly number[];
    /** ggml type id */
    readonly type: number;
    /** its raw bytes; a function is called when they are due, and may give them in pieces */
    readonly data: Uint8Array | (() => Uint8Array | Iterable<Uint8Array>);
}

/** Everything that goes into the file, in this order. */
export interface GgufContent {
    readonly metadata: readonly GgufMetadataEntry[];
    readonly tensors: readonly GgufTensorToWrite[];
    /** of the tensor data in bytes, a power of two; default: "general.alignment" of the metadata, else 32 */
    readonly alignment?: number;
}

const defaultAlignment = 32;
const alignmentKey = "general.alignment";

/**
 * Writes the file at `path`, whole or not at all.
 * @throws StudioError disk-full, file-access, file-missing (the folder), and what a `data` function throws
 * @throws TypeError, RangeError if the content makes no valid file: a mistake of the program
 */
export function writeGguf(path: string, content: GgufContent): void {
    const { header, alignment, sizes } = encodeHeader(content);
    writeFileAtomically(path, (fd) => {
        writeAll(fd, header.bytes);
        writePadding(fd, header.length, alignment);
        for (const [index, tensor] of content.tensors.entries()) {
            writeTensor(fd, tensor, sizes[index] ?? 0);
            writePadding(fd, sizes[index] ?? 0, alignment);
        }
    });
}

function encodeHeader(content: GgufContent): { header: HeaderEncoder; alignment: number; sizes: number[] } {
    const { metadata, alignment } = settleAlignment(content);
    requireUnique(metadata.map(([key]) => key));
    requireUnique(content.tensors.map(({ name }) => name));
    const header = new HeaderEncoder();
    header.append(Buffer.from("GGUF"));
    header.number("uint32", 3);
    header.number("uint64", content.tensors.length);
    header.number("uint64", metadata.length);
    for (const [key, value] of metadata) {
        header.entry(key, value);
    }
    const sizes = content.tensors.map(sizeOf);
    let offset = 0;
    for (const [index, tensor] of content.tensors.entries()) {
        encodeTensor(header, tensor, offset);
        offset = alignUp(offset + (sizes[index] ?? 0), alignment);
    }
    return { header, alignment, sizes };
}

/** The alignment, and the metadata with it where it is not the usual one. */
function settleAlignment({ metadata, alignment: wanted }: GgufContent): {
    metadata: readonly GgufMetadataEntry[];
    alignment: number;
} {
    const stated = metadata.find(([key]) => key === alignmentKey)?.[1];
    const alignment = wanted ?? Number(stated?.value ?? defaultAlignment);
    if (!(alignment >= 1 && alignment < 2 ** 32 && Number.isInteger(Math.log2(alignment)))) {
        throw new RangeError(`The alignment ${alignment} is no power of two.`);
    }
    if (stated !== undefined && (stated.type !== "uint32" || Number(stated.value) !== alignment)) {
        throw new TypeError(`The metadata ${alignmentKey} is not ${alignment} as uint32.`);
    }
    if (stated !== undefined || alignment === defaultAlignment) {
        return { metadata, alignment };
    }
    return { metadata: [...metadata, [alignmentKey, { type: "uint32", value: alignment }]], alignment };
}

function requireUnique(names: string[]): void {
    const seen = new Set<string>();
    for (const name of names) {
        if (name === "" || name.includes("\0") || !name.isWellFormed() || seen.has(name)) {
            throw new TypeError(`The name ${JSON.stringify(name)} is not allowed or not unique.`);
        }
        seen.add(name);
    }
}

function sizeOf({ name, shape, type }: GgufTensorToWrite): number {
    const known = tensorTypes.get(type);
    const isShape =
        shape.length >= 1 &&
        shape.length <= 4 &&
        shape.every((size) => Number.isSafeInteger(size) && size > 0);
    const bytes = known && isShape ? tensorBytes(known, shape) : undefined;
    if (bytes === undefined || encodeText(name).length > 63) {
        throw new RangeError(
            `The tensor ${name} of type ${type} cannot have the shape ${shape.join(", ")} or this name.`,
        );
    }
    return bytes;
}

function encodeTensor(header: HeaderEncoder, { name, shape, type }: GgufTensorToWrite, offset: number): void {
    header.text(name);
    header.number("uint32", shape.length);
    for (const size of shape) {
        header.number("uint64", size);
    }
    header.number("uint32", type);
    header.number("uint64", offset);
}

function writeTensor(fd: number, { name, data }: GgufTensorToWrite, bytes: number): void {
    const given = typeof data === "function" ? data() : data;
    let written = 0;
    for (const piece of given instanceof Uint8Array ? [given] : given) {
        writeAll(fd, piece);
        written += piece.length;
    }
    if (written !== bytes) {
        throw new RangeError(`The tensor ${name} has ${written} bytes of data, not ${bytes}.`);
    }
}

function writePadding(fd: number, length: number, alignment: number): void {
    writeAll(fd, new Uint8Array(alignUp(length, alignment) - length));
}
