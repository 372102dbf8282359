/**
 * Reads the data of tensors, whole, in part or in chunks, as raw bytes of the tensor's ggml type.
 * Converts nothing, and trusts the places that readGguf has checked.
 */

import { closeSync } from "node:fs";
import { StudioError } from "../../errors.ts";
import { readExactly } from "./cursor.ts";
import { openModelFile } from "./open.ts";
import type { GgufFile, GgufTensorInfo } from "./types.ts";

const defaultChunkBytes = 2 ** 22;

/** Which part of a tensor's data, in bytes from the start of the tensor. */
export interface DataRange {
    /** first byte; default 0 */
    offset?: number;
    /** number of bytes; default up to the end of the tensor */
    length?: number;
}

/** A GGUF file held open for reading tensor data. Close it when done. */
export class GgufData {
    readonly file: GgufFile;
    #fd: number | undefined;

    /** @throws StudioError file-missing, file-access, or gguf-damaged if its size is no longer what readGguf saw */
    constructor(file: GgufFile) {
        const { fd, fileSize } = openModelFile(file.path);
        if (fileSize !== file.fileSize) {
            closeSync(fd);
            throw new StudioError(
                "gguf-damaged",
                `The file "${file.path}" changed while it was being read. Try again.`,
            );
        }
        this.file = file;
        this.#fd = fd;
    }

    /**
     * The bytes of a tensor, or of a part of it, in memory of their own.
     * @throws StudioError gguf-damaged if the file has become shorter; file-access
     * @throws RangeError if the part lies outside of the tensor
     */
    read(
        tensor: GgufTensorInfo,
        { offset = 0, length = tensor.bytes - offset }: DataRange = {},
    ): Uint8Array<ArrayBuffer> {
        const isInside = offset >= 0 && length >= 0 && offset + length <= tensor.bytes;
        if (!isInside || !Number.isSafeInteger(offset) || !Number.isSafeInteger(length)) {
            throw new RangeError(`Bytes ${offset} + ${length} lie outside of tensor ${tensor.name}.`);
        }
        const bytes = new Uint8Array(length);
        readExactly(this.#openFd(), this.file.path, bytes, tensor.offset + offset);
        return bytes;
    }

    /**
     * A tensor's data from start to end in chunks, each in memory of its own.
     * @param chunkBytes the size of all chunks but the last; default 4 MiB
     */
    *chunks(
        tensor: GgufTensorInfo,
        chunkBytes: number = defaultChunkBytes,
    ): Generator<Uint8Array<ArrayBuffer>> {
        for (let offset = 0; offset < tensor.bytes; offset += chunkBytes) {
            yield this.read(tensor, { offset, length: Math.min(chunkBytes, tensor.bytes - offset) });
        }
    }

    /** Closes the file; a second time does nothing. */
    close(): void {
        if (this.#fd !== undefined) {
            closeSync(this.#fd);
            this.#fd = undefined;
        }
    }

    #openFd(): number {
        if (this.#fd === undefined) {
            throw new Error(`${this.file.path} was already closed.`);
        }
        return this.#fd;
    }
}

/** Reads one tensor, or a part of it: opens and closes the file. Errors as those of GgufData. */
export function readTensorData(
    file: GgufFile,
    tensor: GgufTensorInfo,
    range: DataRange = {},
): Uint8Array<ArrayBuffer> {
    const data = new GgufData(file);
    try {
        return data.read(tensor, range);
    } finally {
        data.close();
    }
}

/** Streams one tensor in chunks; the file is open while the loop runs, and closed when it ends or breaks off. */
export function* streamTensorData(
    file: GgufFile,
    tensor: GgufTensorInfo,
    chunkBytes: number = defaultChunkBytes,
): Generator<Uint8Array<ArrayBuffer>> {
    const data = new GgufData(file);
    try {
        yield* data.chunks(tensor, chunkBytes);
    } finally {
        data.close();
    }
}
