/** Safetensors files in F32, F16 and BF16, and files that lie about themselves. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { StudioError } from "../../../main/errors.ts";
import { readSafetensor, readSafetensors } from "../../../main/formats/safetensors/read.ts";
import { writeSafetensors } from "../../../main/formats/safetensors/write.ts";

const folder = mkdtempSync(join(tmpdir(), "qadapter-safetensors-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "some.safetensors");

function write(header: unknown, data: Uint8Array = new Uint8Array(), length?: bigint): void {
    const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
    const start = Buffer.alloc(8);
    start.writeBigUInt64LE(length ?? BigInt(json.length));
    writeFileSync(path, Buffer.concat([start, json, data]));
}

const tensor = (dtype: string, shape: unknown, from: number, to: number) => ({
    dtype,
    shape,
    data_offsets: [from, to],
});
const bytes = (words: number[]) => new Uint8Array(Uint16Array.from(words).buffer);

describe("numbers", () => {
    it("come back as they were written", () => {
        const values = Float32Array.of(1, -0.1, 3e38, 1e-40, 0, -0);
        writeSafetensors(path, [
            { name: "größe", shape: [2, 3], values },
            { name: "empty", shape: [0], values: new Float32Array() },
        ]);
        const file = readSafetensors(path);
        expect(file.tensors.get("größe")?.shape).toEqual([2, 3]);
        expect(readSafetensor(file, "größe")).toEqual(values);
        expect(readSafetensor(file, "empty")).toEqual(new Float32Array());
    });

    it("are read from F16 and BF16, subnormal ones included", () => {
        const half = bytes([0x3c00, 0xc000, 0x7bff, 0x0001, 0x8000, 0x3555]);
        const brain = bytes([0x3f80, 0xc000, 0x7f7f, 0x0001]);
        write({ h: tensor("F16", [6], 0, 12), b: tensor("BF16", [4], 12, 20) }, Buffer.concat([half, brain]));
        const file = readSafetensors(path);
        expect([...readSafetensor(file, "h")]).toEqual([
            1,
            -2,
            65504,
            2 ** -24,
            -0,
            Math.fround(0x555 * 2 ** -12),
        ]);
        expect([...readSafetensor(file, "b")]).toEqual([1, -2, (2 - 2 ** -7) * 2 ** 127, 2 ** -133]);
    });

    it("that are none are refused", () => {
        for (const [dtype, word] of [
            ["F16", 0x7c00],
            ["F16", 0x7e00],
            ["BF16", 0x7fc0],
        ] as const) {
            write({ x: tensor(dtype, [1], 0, 2) }, bytes([word]));
            expect(() => readSafetensor(readSafetensors(path), "x")).toThrow("no numbers");
        }
    });
});

describe("a file is refused", () => {
    const four = new Uint8Array(4);
    const sound = tensor("F32", [1], 0, 4);
    it.each<[string, unknown, Uint8Array?, bigint?]>([
        ["whose header is longer than itself", {}, four, 1000n],
        ["whose header is longer than any file", {}, four, 2n ** 63n + 5n],
        ["without a header", "", four],
        ["whose header is no JSON", "{x}"],
        ["whose header is a list", "[1]"],
        ["whose header is null", "null"],
        [
            "whose header is not UTF-8",
            Buffer.from([0x7b, 0xff, 0x7d]).toString("latin1").replace("ÿ", "\ud800"),
        ],
        ["with a tensor that is null", { x: null }],
        ["with a shape that is none", { x: tensor("F32", "1", 0, 4) }, four],
        ["with a negative size", { x: tensor("F32", [-1, -1], 0, 4) }, four],
        ["with a size that is no whole number", { x: tensor("F32", [0.5, 2], 0, 4) }, four],
        ["with a size beyond all numbers", { x: tensor("F32", [2 ** 52, 2 ** 52], 0, 4) }, four],
        ["with a place that is shorter", { x: tensor("F32", [2], 0, 4) }, four],
        ["with a place that runs backwards", { x: tensor("F32", [1], 4, 0) }, four],
        ["with three offsets", { x: { ...sound, data_offsets: [0, 4, 8] } }, four],
        ["with tensors that overlap", { x: sound, y: sound }, four],
        ["with a gap", { x: sound, y: tensor("F32", [1], 8, 12) }, new Uint8Array(12)],
        ["that is cut off", { x: tensor("F32", [2], 0, 8) }, four],
        ["that is too long", { x: sound }, new Uint8Array(5)],
    ])("%s", (_, header, data, length) => {
        write(header, data, length);
        let error: unknown;
        try {
            readSafetensors(path);
        } catch (thrown) {
            error = thrown;
        }
        expect(error).toBeInstanceOf(StudioError);
        expect(error).toMatchObject({ code: "adapter-invalid", message: expect.stringContaining(path) });
    });

    it("for number formats that adapters do not come in", () => {
        for (const dtype of ["F8_E4M3", "I64", "__proto__", "constructor"]) {
            write({ x: tensor(dtype, [4], 0, 4) }, four);
            expect(() => readSafetensors(path)).toThrow(`stored as ${dtype}`);
        }
    });

    it("when it is shorter than its length field", () => {
        for (const length of [0, 1, 7]) {
            writeFileSync(path, Buffer.alloc(length));
            expect(() => readSafetensors(path)).toThrow("another kind of file");
        }
    });
});
