/**
 * Reads the data of tensors, whole, in part or in chunks, as raw bytes of the tensor's ggml type.
 * Converts nothing, and trusts the places that readGguf has checked.
 */

import { closeSync } from "node:fs";
import { StudioError } from "../../errors.ts";
import { readExactly } from "./cursor.ts";
import { openModelFile } from "./open.ts";
import type { GgufFile, GgufPart, GgufTensorInfo } from "./types.ts";

const defaultChunkBytes = 2 ** 22;

/** Which part of a tensor's data, in bytes from the start of the tensor. */
export interface DataRange {
    /** first byte; default 0 */
    offset?: number;
    /** number of bytes; default up to the end of the tensor */
    length?: number;
}

/** A GGUF file held open for reading tensor data, with all its parts. Close it when done. */
export class GgufData {
    readonly file: GgufFile;
    #fds: number[] | undefined = [];

    /** @throws StudioError file-missing, file-access, or gguf-damaged if a part is no longer what readGguf saw */
    constructor(file: GgufFile) {
        this.file = file;
        try {
            for (const part of file.parts) this.#fds?.push(openUnchanged(part));
        } catch (error) {
            this.close();
            throw error;
        }
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
        const { path } = this.file.parts[tensor.part] as GgufPart;
        readExactly(this.#openFd(tensor.part), path, bytes, tensor.offset + offset);
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
        for (const fd of this.#fds ?? []) closeSync(fd);
        this.#fds = undefined;
    }

    #openFd(part: number): number {
        const fd = this.#fds?.[part];
        if (fd === undefined) {
            throw new Error(`${this.file.path} was already closed.`);
        }
        return fd;
    }
}

/** Opens a part, unless it is another file by now: its size or the time of its last change would tell. */
function openUnchanged({ path, ...seen }: GgufPart): number {
    const { fd, fileSize, modified } = openModelFile(path);
    if (fileSize === seen.fileSize && modified === seen.modified) {
        return fd;
    }
    closeSync(fd);
    throw new StudioError(
        "gguf-damaged",
        `The file "${path}" was replaced or changed after it had been opened. Try again.`,
    );
}

/**
 * Makes sure that a model's files are still what readGguf saw: after somebody else has read them (llama.cpp), or before
 * what was loaded from them is used again. Errors as those of GgufData.
 */
export function checkUnchanged(file: GgufFile): void {
    new GgufData(file).close();
}

/** Whether checkUnchanged would be content. A file that is gone, or on a drive that is, has changed. */
export function isUnchanged(file: GgufFile): boolean {
    try {
        checkUnchanged(file);
        return true;
    } catch (error) {
        if (error instanceof StudioError) return false;
        throw error;
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
