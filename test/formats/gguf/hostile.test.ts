/** Feeds random damage to the GGUF reader: it must end in a sound result or a StudioError, and soon. */

import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { StudioError } from "../../../main/errors.ts";
import { readGguf } from "../../../main/formats/gguf/read.ts";
import { entry, makeTestFolder, rawGguf, tensor, text, u8, u32, u64, valueIds } from "./rawGguf.ts";

const folder = makeTestFolder();
const path = join(folder, "hostile.gguf");
const codes = ["not-gguf", "gguf-damaged", "model-unsupported"];
/** Held open and written in place: that is ten times as fast as a new file for every case. */
const fd = openSync(path, "w");
afterAll(() => closeSync(fd));

const small = rawGguf({
    entries: [
        entry("general.alignment", valueIds.uint32, u32(32)),
        entry("name", valueIds.string, text("Pip")),
        entry("tokens", valueIds.array, u32(valueIds.string), u64(3), text("a"), text("bc"), text("")),
        entry("scores", valueIds.array, u32(valueIds.float32), u64(2), u32(1), u32(2)),
        entry("nested", valueIds.array, u32(valueIds.array), u64(1), u32(valueIds.bool), u64(1), u8(1)),
        entry("flag", valueIds.bool, u8(1)),
    ],
    tensors: [tensor({ name: "a", shape: [32, 2], type: 8 }), tensor({ name: "b", shape: [4], offset: 96 })],
    data: Buffer.alloc(128),
});
const pip = readFileSync("resources/models/pip-q8_0.gguf");
/** A little more than the header takes; the rest of the file may be a hole for a reader of headers. */
const pipHeader = pip.subarray(0, 64_000);

/** Reads the bytes: true if they are a sound file, false if they are refused. Fails on anything else. */
function readsSoundly(bytes: Uint8Array, size: number = bytes.length): boolean {
    writeSync(fd, bytes, 0, bytes.length, 0);
    ftruncateSync(fd, bytes.length);
    ftruncateSync(fd, size);
    try {
        checkSound(size);
        return true;
    } catch (error) {
        if (!(error instanceof StudioError)) {
            throw error;
        }
        expect(codes).toContain(error.code);
        expect(error.message).toContain(`"${path}"`);
        return false;
    }
}

function checkSound(size: number): void {
    const file = readGguf(path);
    const places = [...file.tensors.values()].sort((left, right) => left.offset - right.offset);
    let end = 0;
    for (const { offset, bytes, shape } of places) {
        expect(shape.every((length) => Number.isSafeInteger(length) && length > 0)).toBe(true);
        expect(offset >= end && offset % file.alignment === 0 && bytes > 0).toBe(true);
        end = offset + bytes;
    }
    expect(end).toBeLessThanOrEqual(size);
}

/** Counts that overflow, exceed the file or are merely wrong. */
const hostileCount = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    fc.integer({ min: 0, max: 63 }).map((bit) => 2n ** BigInt(bit)),
    fc.integer({ min: 1, max: 70 }).map((less) => 2n ** 64n - BigInt(less)),
    fc.bigInt({ min: 0n, max: 1000n }),
);

describe("the reader", () => {
    it("takes the files that are to be damaged", () => {
        expect(readsSoundly(small)).toBe(true);
        expect(readsSoundly(pip)).toBe(true);
    });

    it("survives any bytes changed in the header", () => {
        const change = fc.tuple(fc.nat(small.length - 1), fc.nat(255));
        let refused = 0;
        fc.assert(
            fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
                const bytes = Buffer.from(small);
                for (const [position, value] of changes) {
                    bytes[position] = value;
                }
                refused += readsSoundly(bytes) ? 0 : 1;
            }),
            { numRuns: 4000 },
        );
        expect(refused).toBeGreaterThan(400);
    });

    it("survives any 64-bit number in any place of the header, also in a huge sparse file", () => {
        const position = fc.nat(small.length - 8);
        fc.assert(
            fc.property(position, hostileCount, fc.boolean(), (at, count, isHuge) => {
                const bytes = Buffer.from(small);
                bytes.writeBigUInt64LE(count, at);
                readsSoundly(bytes, isHuge ? 2 ** 34 : bytes.length);
            }),
            { numRuns: 1500 },
        );
    });

    it("refuses the file cut off anywhere before the end of its data", () => {
        const dataEnd = small.length - 16;
        for (let size = 0; size < dataEnd; size++) {
            expect([size, readsSoundly(small.subarray(0, size))]).toEqual([size, false]);
        }
        expect(readsSoundly(small.subarray(0, dataEnd))).toBe(true);
    });

    it("refuses Pip cut off anywhere", () => {
        fc.assert(
            fc.property(fc.oneof(fc.nat(pipHeader.length), fc.nat(pip.length - 1)), (size) => {
                expect(readsSoundly(pipHeader.subarray(0, size), size)).toBe(false);
            }),
            { numRuns: 300 },
        );
    });

    it("survives Pip with a damaged header", () => {
        fc.assert(
            fc.property(
                fc.nat(pipHeader.length - 16),
                fc.uint8Array({ minLength: 1, maxLength: 16 }),
                (at, noise) => {
                    const header = Buffer.from(pipHeader);
                    header.set(noise, at);
                    readsSoundly(header, pip.length);
                },
            ),
            { numRuns: 300 },
        );
    });

    it("survives any bytes after the magic", () => {
        fc.assert(
            fc.property(fc.uint8Array({ maxLength: 400 }), (rest) => {
                readsSoundly(Buffer.concat([Buffer.from("GGUF"), u32(3), u64(1), u64(1), rest]));
            }),
            { numRuns: 1000 },
        );
    });

    it("is not slowed down by megabytes that are no text", () => {
        const value = text(Buffer.alloc(2 ** 23, 0xe2));
        expect(readsSoundly(rawGguf({ entries: [entry("k", valueIds.string, value)] }))).toBe(true);
    });

    it("survives any bytes at all", () => {
        fc.assert(
            fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
                expect(readsSoundly(bytes)).toBe(false);
            }),
            { numRuns: 300 },
        );
    });
});
