/**
 * Builds GGUF bytes by hand for the reader's tests, valid or not, without the program's writer.
 * No test itself.
 */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { ErrorCode } from "../../../main/errors.ts";
import { StudioError } from "../../../main/errors.ts";

/** The value type ids of the GGUF specification. */
export const valueIds = {
    uint8: 0,
    uint32: 4,
    float32: 6,
    bool: 7,
    string: 8,
    array: 9,
    uint64: 10,
} as const;

export function u8(value: number): Buffer {
    return Buffer.from([value]);
}

export function u32(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
}

export function u64(value: number | bigint): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(value));
    return bytes;
}

export function text(value: string | Buffer): Buffer {
    const bytes = Buffer.from(value as string);
    return Buffer.concat([u64(bytes.length), bytes]);
}

export function entry(key: string | Buffer, type: number, ...value: Buffer[]): Buffer {
    return Buffer.concat([text(key), u32(type), ...value]);
}

export interface RawTensor {
    name?: string | Buffer;
    shape?: (number | bigint)[];
    type?: number;
    offset?: number | bigint;
}

/** One tensor description; a 4-element f32 vector at offset 0 unless told otherwise. */
export function tensor({ name = "t", shape = [4], type = 0, offset = 0 }: RawTensor): Buffer {
    return Buffer.concat([text(name), u32(shape.length), ...shape.map(u64), u32(type), u64(offset)]);
}

export interface RawFile {
    magic?: string;
    version?: number;
    tensorCount?: number | bigint;
    entryCount?: number | bigint;
    entries?: Buffer[];
    tensors?: Buffer[];
    /** after the header and its padding to 32 bytes */
    data?: Buffer;
}

/** A whole file. */
export function rawGguf(file: RawFile = {}): Buffer {
    const { magic = "GGUF", version = 3, entries = [], tensors = [], data = Buffer.alloc(0) } = file;
    const { tensorCount = tensors.length, entryCount = entries.length } = file;
    const counts = [u64(tensorCount), u64(entryCount)];
    const header = Buffer.concat([Buffer.from(magic), u32(version), ...counts, ...entries, ...tensors]);
    const padding = Buffer.alloc((32 - (header.length % 32)) % 32);
    return Buffer.concat([header, padding, data]);
}

/** A folder that goes away after the tests of the file that calls this. */
export function makeTestFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "gguf-"));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
}

/** Writes bytes to a new file of the folder and returns its path. */
export function place(folder: string, bytes: Uint8Array, name = "model.gguf"): string {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
}

/** Runs something that must throw a StudioError; returns its code and message. */
export function refusal(run: () => unknown): { code: ErrorCode; message: string } {
    try {
        run();
    } catch (error) {
        if (error instanceof StudioError) {
            return { code: error.code, message: error.message };
        }
        throw error;
    }
    throw new Error("Nothing was refused.");
}
