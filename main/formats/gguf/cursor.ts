/**
 * Walks through the header of a GGUF file in small chunks and refuses to step outside of it.
 * Knows numbers, bytes and strings, not what they mean. Typed arrays are filled as the file has them:
 * little-endian, like every machine that Node 24 and ggml's release builds run on.
 */

import { readSync } from "node:fs";
import { StudioError } from "../../errors.ts";
import { translateFileError } from "../../files/fileErrors.ts";
import { decodeText } from "./text.ts";

const chunkBytes = 65_536;
/** No real header comes near it (the largest vocabularies take some 30 MB); it bounds what a hostile file can cost. */
const maxHeaderBytes = 2 ** 28;
const maxTextBytes = 2 ** 26;

/** The scalar readers that a DataView has and a GGUF header uses. */
export type ScalarReader = (view: DataView, position: number) => number | bigint;

/**
 * Reads exactly `target.length` bytes of an open file, from `position` on.
 * @throws StudioError gguf-damaged if the file ends before, file-access if it cannot be read
 */
export function readExactly(fd: number, path: string, target: Uint8Array, position: number): void {
    let filled = 0;
    while (filled < target.length) {
        const wanted = Math.min(target.length - filled, 2 ** 30);
        const count = tryRead(fd, path, target.subarray(filled, filled + wanted), position + filled);
        if (count === 0) {
            throw new StudioError(
                "gguf-damaged",
                `The file "${path}" changed while it was being read. Try again.`,
            );
        }
        filled += count;
    }
}

function tryRead(fd: number, path: string, target: Uint8Array, position: number): number {
    try {
        return readSync(fd, target, 0, target.length, position);
    } catch (error) {
        throw translateFileError(error, path, "read");
    }
}

/** A position in the header of an open file. */
export class HeaderCursor {
    readonly path: string;
    readonly fileSize: number;
    readonly #fd: number;
    #window = Buffer.alloc(0);
    #view = new DataView(new ArrayBuffer(0));
    #windowStart = 0;
    #position = 0;

    constructor(fd: number, path: string, fileSize: number) {
        this.#fd = fd;
        this.path = path;
        this.fileSize = fileSize;
    }

    /** Bytes from the start of the file. */
    get position(): number {
        return this.#position;
    }

    /** Throws a gguf-damaged error whose sentence goes on from "The file … ". */
    refuse(what: string): never {
        throw new StudioError("gguf-damaged", `The file "${this.path}" ${what}`);
    }

    /** Refuses if fewer than `bytes` are left; called before anything of that size is allocated. */
    require(bytes: number): void {
        if (this.#position + bytes > this.fileSize) {
            this.refuse("ends before its header does: it is damaged, or the download is incomplete.");
        }
        if (this.#position + bytes > maxHeaderBytes) {
            this.refuse("is damaged: its header claims to be larger than 256 MB, which no real model's is.");
        }
    }

    readUint32(): number {
        return this.readScalar(4, (view, position) => view.getUint32(position, true)) as number;
    }

    /** A count, length or offset; one beyond 2^53 is refused. */
    readSize(what: string): number {
        const value = this.readScalar(8, (view, position) => view.getBigUint64(position, true)) as bigint;
        if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
            this.refuse(`is damaged: ${what} is impossibly large.`);
        }
        return Number(value);
    }

    /** One number of `bytes` bytes. */
    readScalar(bytes: number, read: ScalarReader): number | bigint {
        const start = this.#fill(bytes);
        const value = read(this.#view, start);
        this.#position += bytes;
        return value;
    }

    /** A length and as many bytes of text, without loss (see text.ts). */
    readText(what: string): string {
        const length = this.readSize(`the length of ${what}`);
        this.require(length);
        if (length > maxTextBytes) {
            this.refuse(`is damaged: ${what} claims to be longer than 64 MB.`);
        }
        if (length > chunkBytes) {
            const bytes = Buffer.alloc(length);
            this.readInto(bytes);
            return decodeText(bytes);
        }
        const start = this.#fill(length);
        this.#position += length;
        return decodeText(this.#window.subarray(start, start + length));
    }

    /** Fills `target` with the bytes that follow. */
    readInto(target: Uint8Array): void {
        this.require(target.length);
        readExactly(this.#fd, this.path, target, this.#position);
        this.#position += target.length;
    }

    /** The `length` bytes at another position of the file as Latin-1, or fewer at its end; does not move. */
    peekText(position: number, length: number): string {
        const bytes = Buffer.alloc(Math.max(0, Math.min(length, this.fileSize - position)));
        readExactly(this.#fd, this.path, bytes, position);
        return bytes.toString("latin1");
    }

    /** Has the next `bytes` (at most a chunk) in the window; returns where they start in it. */
    #fill(bytes: number): number {
        this.require(bytes);
        const start = this.#position - this.#windowStart;
        if (start + bytes <= this.#window.length) {
            return start;
        }
        const length = Math.min(Math.max(chunkBytes, bytes), this.fileSize - this.#position);
        const window = Buffer.alloc(length);
        readExactly(this.#fd, this.path, window, this.#position);
        this.#window = window;
        this.#view = new DataView(window.buffer, window.byteOffset, window.length);
        this.#windowStart = this.#position;
        return 0;
    }
}
