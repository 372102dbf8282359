/** Checks that what is written is read again, by this program and by ggml; with Pip, the model that is shipped. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import koffi from "koffi";
import { describe, expect, it } from "vitest";
import type { GgufMetadataEntry } from "../../../main/formats/gguf/encode.ts";
import { metadataEntries } from "../../../main/formats/gguf/encode.ts";
import { fingerprintTensors } from "../../../main/formats/gguf/fingerprint.ts";
import type { GgufFile } from "../../../main/formats/gguf/read.ts";
import { readGguf, readTensorData, streamTensorData } from "../../../main/formats/gguf/read.ts";
import type { GgufTensorToWrite } from "../../../main/formats/gguf/write.ts";
import { writeGguf } from "../../../main/formats/gguf/write.ts";
import { entry, makeTestFolder, place, rawGguf, tensor, text, u32, u64, valueIds } from "./rawGguf.ts";

const folder = makeTestFolder();
const path = join(folder, "written.gguf");
const pipPath = "resources/models/pip-q8_0.gguf";

const metadata: GgufMetadataEntry[] = [
    ["uint8", { type: "uint8", value: 255 }],
    ["int8", { type: "int8", value: -128 }],
    ["uint16", { type: "uint16", value: 65_535 }],
    ["int16", { type: "int16", value: -32_768 }],
    ["uint32", { type: "uint32", value: 4_294_967_295 }],
    ["int32", { type: "int32", value: -2_147_483_648 }],
    ["float32", { type: "float32", value: 0.5 }],
    ["float64", { type: "float64", value: 0.1 }],
    ["uint64", { type: "uint64", value: 2n ** 64n - 1n }],
    ["int64", { type: "int64", value: -(2n ** 63n) }],
    ["smallInt64", { type: "int64", value: -5 }],
    ["bool", { type: "bool", value: true }],
    ["string", { type: "string", value: "Grüße, 世界 🦊\0" }],
    ["empty", { type: "string", value: "" }],
    ["uint8s", { type: "array:uint8", value: [1, 2] }],
    ["int16s", { type: "array:int16", value: [-1, 2] }],
    ["uint64s", { type: "array:uint64", value: [1n, 2n ** 60n] }],
    ["float32s", { type: "array:float32", value: [1.5, -0.25] }],
    ["float64s", { type: "array:float64", value: [] }],
    ["bools", { type: "array:bool", value: [true, false] }],
    ["strings", { type: "array:string", value: ["", "a", "é"] }],
];
const nested: GgufMetadataEntry = [
    "nested",
    {
        type: "array:array",
        value: [
            { elementType: "int8", values: Int8Array.of(-1) },
            { elementType: "string", values: ["x"] },
        ],
    },
];

function bytesOf(length: number, first: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length }, (_, index) => (first + index * 7) & 255);
}

const tensors: GgufTensorToWrite[] = [
    { name: "blk.0.ffn.weight", shape: [64, 3], type: 8, data: bytesOf(204, 1) },
    { name: "bias", shape: [5], type: 0, data: () => bytesOf(20, 2) },
    { name: "deep", shape: [1, 2, 3, 4], type: 1, data: () => [bytesOf(8, 3), bytesOf(40, 4)] },
];

function tensorsOf(file: GgufFile): GgufTensorToWrite[] {
    return [...file.tensors.values()].map((info) => ({
        ...info,
        data: () => streamTensorData(file, info, 10_000),
    }));
}

describe("a written file", () => {
    it("is read with every value and its type", () => {
        writeGguf(path, { metadata: [...metadata, nested], tensors: [] });
        const file = readGguf(path);
        expect([...file.metadataTypes]).toEqual([...metadata, nested].map(([key, { type }]) => [key, type]));
        for (const [key, { type, value }] of metadata) {
            const read = file.metadata.get(key);
            const expected =
                type === "array:bool" ? [1, 0] : type.startsWith("array:") ? [...(value as [])] : value;
            expect([key, typeof read === "object" ? [...(read.values as [])] : read]).toEqual([
                key,
                expected,
            ]);
        }
        expect(file.metadata.get("nested")).toEqual({ elementType: "array", values: nested[1].value });
        expect(metadataEntries(file).length).toBe(metadata.length + 1);
    });

    it("keeps number lists in typed arrays", () => {
        writeGguf(path, { metadata, tensors: [] });
        const file = readGguf(path);
        expect(file.metadata.get("float32s")).toEqual({
            elementType: "float32",
            values: Float32Array.of(1.5, -0.25),
        });
        expect(file.metadata.get("uint64s")).toEqual({
            elementType: "uint64",
            values: BigUint64Array.of(1n, 2n ** 60n),
        });
    });

    it.each([1, 32, 64, 4096])("is read with every tensor, aligned to %i bytes", (alignment) => {
        writeGguf(path, { metadata, tensors, alignment });
        const file = readGguf(path);
        expect([file.version, file.alignment]).toEqual([3, alignment]);
        expect([...file.tensors.keys()]).toEqual(tensors.map(({ name }) => name));
        for (const [index, wanted] of [
            bytesOf(204, 1),
            bytesOf(20, 2),
            [...bytesOf(8, 3), ...bytesOf(40, 4)],
        ].entries()) {
            const info = [...file.tensors.values()][index] ?? expect.unreachable();
            expect([info.shape, info.type, info.bytes, info.offset % alignment]).toEqual([
                tensors[index]?.shape,
                tensors[index]?.type,
                wanted.length,
                0,
            ]);
            expect([...readTensorData(file, info)]).toEqual([...wanted]);
        }
    });

    it("has the bytes that the specification asks for", () => {
        writeGguf(path, {
            metadata: [["k", { type: "array:string", value: ["a", "bc"] }]],
            tensors: [{ name: "t", shape: [4], type: 0, data: bytesOf(16, 9) }],
        });
        const byHand = rawGguf({
            entries: [entry("k", valueIds.array, u32(valueIds.string), u64(2), text("a"), text("bc"))],
            tensors: [tensor({})],
            data: Buffer.concat([bytesOf(16, 9), Buffer.alloc(16)]),
        });
        expect(readFileSync(path).equals(byHand)).toBe(true);
    });

    it("keeps text that is no UTF-8 byte for byte", () => {
        const damaged = Buffer.from([
            0x41, 0xff, 0xc3, 0x28, 0xf0, 0x9f, 0xa6, 0x8a, 0xed, 0xa0, 0x80, 0xe2, 0x82,
        ]);
        const original = rawGguf({ entries: [entry("k", valueIds.string, text(damaged))] });
        const file = readGguf(place(folder, original));
        expect(file.metadata.get("k")).toBe("A\udcff\udcc3(🦊\udced\udca0\udc80\udce2\udc82");
        writeGguf(path, { metadata: metadataEntries(file), tensors: [] });
        expect(readFileSync(path).equals(original)).toBe(true);
    });
});

describe("content that makes no valid file is a mistake of the program", () => {
    const good = { name: "t", shape: [4], type: 0, data: new Uint8Array(16) };
    const cases: [string, GgufMetadataEntry[], GgufTensorToWrite[]][] = [
        ["too little data", [], [{ ...good, data: new Uint8Array(15) }]],
        ["too much data", [], [{ ...good, data: () => [new Uint8Array(16), new Uint8Array(1)] }]],
        ["an unknown type", [], [{ ...good, type: 4 }]],
        ["a broken block", [], [{ ...good, type: 8, data: new Uint8Array(34) }]],
        ["no dimension", [], [{ ...good, shape: [] }]],
        ["a long name", [], [{ ...good, name: "é".repeat(32) }]],
        ["a tensor twice", [], [good, good]],
        [
            "a key twice",
            [
                ["k", { type: "bool", value: true }],
                ["k", { type: "bool", value: true }],
            ],
            [],
        ],
        ["a number out of range", [["k", { type: "uint8", value: 256 }]], []],
        ["a fraction as integer", [["k", { type: "int32", value: 0.5 }]], []],
        ["a crooked alignment", [["general.alignment", { type: "uint32", value: 3 }]], []],
    ];
    it.each(cases)("%s", (_name, entries, list) => {
        expect(() => writeGguf(path, { metadata: entries, tensors: list })).toThrow(/^(The |\d)/);
        expect(() => writeGguf(path, { metadata: entries, tensors: list })).not.toThrow(
            /could not be written/,
        );
    });
});

describe("Pip", () => {
    it("is read as what it is", () => {
        const file = readGguf(pipPath);
        expect([file.version, file.alignment, file.tensors.size, file.metadata.size]).toEqual([
            3, 32, 38, 26,
        ]);
        expect(file.tensors.get("token_embd.weight")).toMatchObject({
            shape: [256, 2048],
            type: 8,
            bytes: 557_056,
        });
        expect(file.tensors.get("output_norm.weight")).toMatchObject({ shape: [256], type: 0, bytes: 1024 });
    });

    it("written again is read as equal, byte for byte", () => {
        const pip = readGguf(pipPath);
        writeGguf(path, { metadata: metadataEntries(pip), tensors: tensorsOf(pip) });
        const again = readGguf(path);
        expect([...again.metadata]).toEqual([...pip.metadata]);
        expect([...again.metadataTypes]).toEqual([...pip.metadataTypes]);
        expect([...again.tensors.keys()]).toEqual([...pip.tensors.keys()]);
        for (const info of pip.tensors.values()) {
            const copy = again.tensors.get(info.name) ?? expect.unreachable();
            expect({ ...copy, offset: 0 }).toEqual({ ...info, offset: 0 });
            expect(Buffer.compare(readTensorData(again, copy), readTensorData(pip, info)), info.name).toBe(0);
        }
        expect(readFileSync(path).equals(readFileSync(pipPath)), "the whole file").toBe(true);
    });

    it("keeps its fingerprint whatever it is called and says, and loses it with one bit", () => {
        const pip = readGguf(pipPath);
        const fingerprint = fingerprintTensors(pip);
        expect(fingerprint).toBe("f97cc0f2d62a05f02071639501413e1ce8d28970d114dbcb6bc9cb8ac9f8a508");
        const reversed = tensorsOf(pip).reverse();
        writeGguf(path, { metadata, tensors: reversed, alignment: 128 });
        expect(fingerprintTensors(readGguf(path))).toBe(fingerprint);
        const data = readTensorData(pip, pip.tensors.get("output_norm.weight") ?? expect.unreachable());
        data[1023] = (data[1023] ?? 0) ^ 1;
        const changed = reversed.map((one) => (one.name === "output_norm.weight" ? { ...one, data } : one));
        writeGguf(path, { metadata, tensors: changed });
        expect(fingerprintTensors(readGguf(path))).not.toBe(fingerprint);
    });

    it("has another fingerprint when a tensor has another name, type or shape", () => {
        const data = new Uint8Array(64);
        const variants = [
            { name: "a", shape: [16], type: 0, data },
            { name: "b", shape: [16], type: 0, data },
            { name: "a", shape: [4, 4], type: 0, data },
            { name: "a", shape: [16], type: 26, data },
        ].map((one) => {
            writeGguf(path, { metadata: [], tensors: [one] });
            return fingerprintTensors(readGguf(path));
        });
        expect(new Set(variants).size).toBe(4);
    });
});

describe.skipIf(process.platform !== "linux" || process.arch !== "x64")("ggml", () => {
    const library = koffi.load("node_modules/@node-llama-cpp/linux-x64/bins/linux-x64/libggml-base.so");
    const params = koffi.struct({ no_alloc: "bool", ctx: "void *" });
    const open = library.func("gguf_init_from_file", "void *", ["str", params]);
    const free = library.func("void gguf_free(void *ctx)");
    const countTensors = library.func("int64_t gguf_get_n_tensors(void *ctx)");
    const countEntries = library.func("int64_t gguf_get_n_kv(void *ctx)");
    const dataOffset = library.func("size_t gguf_get_data_offset(void *ctx)");
    const tensorName = library.func("const char *gguf_get_tensor_name(void *ctx, int64_t id)");
    const tensorOffset = library.func("size_t gguf_get_tensor_offset(void *ctx, int64_t id)");
    const tensorSize = library.func("size_t gguf_get_tensor_size(void *ctx, int64_t id)");

    it.each([32, 256])("reads what is written, and finds the same places (alignment %i)", (alignment) => {
        writeGguf(path, { metadata, tensors, alignment });
        const file = readGguf(path);
        const context = open(path, { no_alloc: true, ctx: null });
        expect(context).not.toBeNull();
        try {
            expect(Number(countEntries(context))).toBe(file.metadata.size);
            expect(Number(countTensors(context))).toBe(file.tensors.size);
            for (const [index, { name, offset, bytes }] of [...file.tensors.values()].entries()) {
                const place = Number(dataOffset(context)) + Number(tensorOffset(context, index));
                expect([tensorName(context, index), place, Number(tensorSize(context, index))]).toEqual([
                    name,
                    offset,
                    bytes,
                ]);
            }
        } finally {
            free(context);
        }
    });
});
