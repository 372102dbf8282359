/** Every refusal of a GGUF file that cannot be read, with its exact sentence. Other files: notGguf.test.ts. */

import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../../../main/errors.ts";
import { readGguf } from "../../../main/formats/gguf/read.ts";
import type { RawFile, RawTensor } from "./rawGguf.ts";
import {
    entry,
    makeTestFolder,
    place,
    rawGguf,
    refusal,
    tensor,
    text,
    u8,
    u32,
    u64,
    valueIds,
} from "./rawGguf.ts";

const folder = makeTestFolder();
const modelPath = join(folder, "model.gguf");
const vector = Buffer.alloc(32);

/** Expects bytes to be refused with this code and `The file "…" ${sentence}`. */
function expectRefused(bytes: Uint8Array, code: ErrorCode, sentence: string): void {
    place(folder, bytes);
    expect(refusal(() => readGguf(modelPath))).toEqual({
        code,
        message: `The file "${modelPath}" ${sentence}`,
    });
}

function expectDamaged(file: RawFile, sentence: string): void {
    expectRefused(rawGguf(file), "gguf-damaged", sentence);
}

describe("a version that cannot be read", () => {
    const cases: [number, ErrorCode, string][] = [
        [0, "gguf-damaged", "is damaged: its version is 0."],
        [
            1,
            "model-unsupported",
            "is a GGUF file of version 1, which is no longer in use. Download a newer version of the model.",
        ],
        [4, "model-unsupported", "is a GGUF file of version 4; this program reads versions 2 and 3."],
        [
            0x03000000,
            "model-unsupported",
            "is a big-endian GGUF file, for another kind of computer. Download the usual little-endian version.",
        ],
    ];
    it.each(cases)("refuses version %i", (version, code, sentence) => {
        expectRefused(rawGguf({ version }), code, sentence);
    });

    it("reads versions 2 and 3", () => {
        expect(readGguf(place(folder, rawGguf({ version: 2 }))).version).toBe(2);
        expect(readGguf(place(folder, rawGguf({ version: 3 }))).version).toBe(3);
    });
});

describe("a header that claims too much", () => {
    const endsEarly = "ends before its header does: it is damaged, or the download is incomplete.";
    const strings = (count: number | bigint) => entry("k", valueIds.array, u32(valueIds.string), u64(count));
    const cases: [string, RawFile, string][] = [
        ["tensors", { tensorCount: 1000 }, endsEarly],
        ["metadata", { entryCount: 1000 }, endsEarly],
        [
            "tensors beyond 2^53",
            { tensorCount: -1n & 0xffffffffffffffffn },
            "is damaged: the number of tensors is impossibly large.",
        ],
        [
            "metadata beyond 2^53",
            { entryCount: 2n ** 53n },
            "is damaged: the number of metadata entries is impossibly large.",
        ],
        ["a long key", { entries: [u64(2 ** 40)], entryCount: 1 }, endsEarly],
        ["a long text", { entries: [entry("k", valueIds.string, u64(2 ** 32))] }, endsEarly],
        [
            "a text beyond 2^53",
            { entries: [entry("k", valueIds.string, u64(2n ** 63n))] },
            'is damaged: the length of the text of "k" is impossibly large.',
        ],
        ["many texts", { entries: [strings(2 ** 40)] }, endsEarly],
        [
            "texts beyond 2^53",
            { entries: [strings(2n ** 60n)] },
            'is damaged: the length of the list "k" is impossibly large.',
        ],
        [
            "many numbers",
            { entries: [entry("k", valueIds.array, u32(valueIds.uint64), u64(2 ** 50))] },
            endsEarly,
        ],
        [
            "many truths",
            { entries: [entry("k", valueIds.array, u32(valueIds.bool), u64(2 ** 50))] },
            endsEarly,
        ],
    ];
    it.each(cases)("is refused before anything is allocated: %s", (_name, file, sentence) => {
        expectDamaged(file, sentence);
    });

    it("is refused wherever the header is cut off", () => {
        const value = entry("key", valueIds.array, u32(valueIds.string), u64(2), text("a"), text("b"));
        const header = rawGguf({ entries: [value], tensors: [tensor({})] });
        const length = 24 + value.length + tensor({}).length;
        for (let end = 4; end < length; end++) {
            expectRefused(header.subarray(0, end), "gguf-damaged", endsEarly);
        }
    });
});

describe("a huge file with a hostile header", () => {
    /** A sparse file of `size` bytes that begins with `header`. */
    function placeSparse(header: Buffer, size: number): void {
        const fd = openSync(modelPath, "w");
        writeSync(fd, header);
        ftruncateSync(fd, size);
        closeSync(fd);
    }
    function messageOf(header: RawFile): string {
        placeSparse(rawGguf(header), 2 ** 36);
        return refusal(() => readGguf(modelPath)).message.replace(`The file "${modelPath}" `, "");
    }
    const tooLarge = "is damaged: its header claims to be larger than 256 MB, which no real model's is.";

    it("cannot make the reader allocate much", () => {
        const numbers = entry("k", valueIds.array, u32(valueIds.uint64), u64(2 ** 32));
        const lists = entry("k", valueIds.array, u32(valueIds.array), u64(2 ** 20));
        expect(messageOf({ entries: [numbers] })).toBe(tooLarge);
        expect(messageOf({ entries: [entry("k", valueIds.string, u64(2 ** 32))] })).toBe(tooLarge);
        expect(messageOf({ entries: [entry("k", valueIds.string, u64(2 ** 27))] })).toBe(
            'is damaged: the text of "k" claims to be longer than 64 MB.',
        );
        expect(messageOf({ entries: [lists] })).toBe(
            'is damaged: the value of "k" holds more lists than any real model.',
        );
        expect(messageOf({ entryCount: 2 ** 20 })).toBe(
            "is damaged: it claims to hold 1048576 metadata entries, more than any real model.",
        );
        expect(messageOf({ tensorCount: 2 ** 20 })).toBe(
            "is damaged: it claims to hold 1048576 tensors, more than any real model.",
        );
    });
});

describe("damaged metadata", () => {
    const one = u32(1);
    const nested = (depth: number): Buffer =>
        depth === 0
            ? Buffer.concat([u32(valueIds.uint8), u64(1), u8(7)])
            : Buffer.concat([u32(valueIds.array), u64(1), nested(depth - 1)]);
    const noName = "is damaged: a metadata key is empty or holds bytes that are no text.";
    const noSplit = "is damaged: it does not say properly which part of a split model it is.";
    const noAlignment = 'is damaged: its "general.alignment" is not a power of two.';
    const alignment = (type: number, value: Buffer) => entry("general.alignment", type, value);
    const cases: [string, Buffer[], string][] = [
        [
            "a key twice",
            [entry("k", 4, one), entry("k", 4, one)],
            'is damaged: it holds the metadata key "k" twice.',
        ],
        ["an empty key", [entry("", 4, one)], noName],
        ["a zero in a key", [entry("a\0b", 4, one)], noName],
        ["a key that is no UTF-8", [entry(Buffer.from([0xff]), 4, one)], noName],
        [
            "a long key",
            [entry("k".repeat(65_536), 4, one)],
            "is damaged: a metadata key is longer than 65535 bytes.",
        ],
        ["an unknown type", [entry("k", 13, one)], 'is damaged: the value of "k" has the unknown type 13.'],
        [
            "an unknown element type",
            [entry("k", 9, u32(99), u64(0))],
            'is damaged: the value of "k" has the unknown type 99.',
        ],
        ["a boolean of 2", [entry("k", 7, u8(2))], 'is damaged: the value of "k" is neither true nor false.'],
        [
            "booleans of 2",
            [entry("k", 9, u32(7), u64(2), u8(1), u8(2))],
            'is damaged: the value of "k" is neither true nor false.',
        ],
        [
            "deep lists",
            [entry("k", 9, nested(4))],
            'is damaged: the value of "k" nests lists more than 4 deep.',
        ],
        ["an alignment of 0", [alignment(4, u32(0))], noAlignment],
        ["an alignment of 24", [alignment(4, u32(24))], noAlignment],
        ["an alignment of another type", [alignment(10, u64(32))], noAlignment],
        ["a text as alignment", [alignment(8, text("32"))], noAlignment],
        [
            "part 2 of 2, counted from 1",
            [entry("split.no", 4, u32(2)), entry("split.count", 4, u32(2))],
            noSplit,
        ],
        ["a text as part", [entry("split.no", 8, text("x"))], noSplit],
    ];
    it.each(cases)("is refused: %s", (_name, entries, sentence) => expectDamaged({ entries }, sentence));

    it("may nest lists four deep", () => {
        const file = readGguf(place(folder, rawGguf({ entries: [entry("k", 9, nested(3))] })));
        expect(file.metadataTypes.get("k")).toBe("array:array");
    });
});

describe("damaged tensors", () => {
    const noName = "is damaged: a tensor name is empty or holds bytes that are no text.";
    const large = 'is damaged: the tensor "t" is impossibly large.';
    const cases: [string, RawTensor, string][] = [
        ["no name", { name: "" }, noName],
        ["a zero in the name", { name: "t\0x" }, noName],
        [
            "a name of 64 bytes",
            { name: "n".repeat(64) },
            "is damaged: a tensor name is longer than 63 bytes.",
        ],
        ["no dimension", { shape: [] }, 'is damaged: the tensor "t" has 0 dimensions, not 1 to 4.'],
        [
            "five dimensions",
            { shape: [1, 1, 1, 1, 1] },
            'is damaged: the tensor "t" has 5 dimensions, not 1 to 4.',
        ],
        ["a dimension of 0", { shape: [4, 0] }, 'is damaged: a dimension of the tensor "t" is zero.'],
        [
            "a dimension below 0",
            { shape: [2n ** 64n - 4n] },
            'is damaged: a dimension of the tensor "t" is impossibly large.',
        ],
        ["2^60 elements", { shape: [2 ** 20, 2 ** 20, 2 ** 20] }, large],
        [
            "2^54 bytes",
            { shape: [2 ** 26, 2 ** 26], type: 0 },
            'is damaged: the tensor "t" cannot be 67108864 × 67108864 numbers of type f32.',
        ],
        [
            "a broken block",
            { shape: [33], type: 8 },
            'is damaged: the tensor "t" cannot be 33 numbers of type q8_0.',
        ],
        [
            "a crooked offset",
            { offset: 4 },
            'is damaged: the tensor "t" does not begin at a multiple of 32 bytes.',
        ],
        [
            "an offset beyond 2^53",
            { offset: 2n ** 63n },
            'is damaged: the place of the tensor "t" is impossibly large.',
        ],
        [
            "an end beyond 2^53",
            { offset: 2n ** 53n - 32n },
            'is damaged: the place of the tensor "t" is impossibly large.',
        ],
        [
            "data beyond the end",
            { shape: [9] },
            "ends at 96 of 100 bytes: the download is probably incomplete. Download it again.",
        ],
        [
            "data far beyond the end",
            { offset: 2 ** 40 },
            "ends at 96 of 1,099,511,627,856 bytes: the download is probably incomplete. Download it again.",
        ],
    ];
    it.each(cases)("are refused: %s", (_name, raw, sentence) => {
        expectDamaged({ tensors: [tensor(raw)], data: vector }, sentence);
    });

    it("are refused for a name used twice and for data that overlaps", () => {
        expectDamaged(
            { tensors: [tensor({}), tensor({ offset: 32 })], data: Buffer.alloc(64) },
            'is damaged: it holds the tensor "t" twice.',
        );
        expectDamaged(
            {
                tensors: [tensor({ name: "b", offset: 32 }), tensor({ name: "a", shape: [9] })],
                data: Buffer.alloc(64),
            },
            'is damaged: the data of the tensor "b" overlaps that of another.',
        );
    });

    it("are refused for a number format that ggml does not read", () => {
        const known = 'has the tensor "t" in the number format';
        const inUse = "which is no longer in use. Download a newer version of the model.";
        const newer = "which this program does not know: the file is damaged, or made for a newer program.";
        const formats: [number, string][] = [
            [4, `q4_2, ${inUse}`],
            [31, `q4_0_4_4, ${inUse}`],
            [43, `43, ${newer}`],
            [0xffffffff, `4294967295, ${newer}`],
        ];
        for (const [type, rest] of formats) {
            expectRefused(
                rawGguf({ tensors: [tensor({ type })], data: vector }),
                "model-unsupported",
                `${known} ${rest}`,
            );
        }
    });
});

describe("a split model", () => {
    const part = (splitNo: number) => ({
        entries: [entry("split.no", 4, u32(splitNo)), entry("split.count", 4, u32(2))],
        tensors: [tensor({ name: `part${splitNo}`, shape: [3] })],
    });

    it("says which part it is", () => {
        const file = readGguf(place(folder, rawGguf({ ...part(1), data: vector })));
        expect([file.splitNo, file.splitCount]).toEqual([1, 2]);
        const whole = readGguf(place(folder, rawGguf()));
        expect([whole.splitNo, whole.splitCount]).toEqual([0, 1]);
    });

    it("is refused when its parts were joined, with and without padding", () => {
        for (const length of [12, 32]) {
            const first = rawGguf({ ...part(0), data: Buffer.alloc(length) });
            expectRefused(
                Buffer.concat([first, rawGguf({ ...part(1), data: vector })]),
                "gguf-damaged",
                "is made of the parts of a split model joined into one, which cannot be read. Keep the parts as separate files in one folder.",
            );
        }
    });
});
