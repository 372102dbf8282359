/** Checks the access to metadata values by type, and to tensor data in parts and chunks. */

import { readdirSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fingerprintTensors } from "../../../main/formats/gguf/fingerprint.ts";
import {
    GgufData,
    getBoolean,
    getNumber,
    getNumbers,
    getString,
    getStrings,
    readGguf,
    readTensorData,
    streamTensorData,
} from "../../../main/formats/gguf/read.ts";
import { writeGguf } from "../../../main/formats/gguf/write.ts";
import { makeTestFolder, place, rawGguf, refusal, tensor } from "./rawGguf.ts";

const folder = makeTestFolder();

describe("a metadata value", () => {
    const path = place(folder, Buffer.alloc(0), "values.gguf");
    writeGguf(path, {
        metadata: [
            ["text", { type: "string", value: "llama" }],
            ["number", { type: "uint32", value: 7 }],
            ["huge", { type: "uint64", value: 2n ** 60n }],
            ["truth", { type: "bool", value: false }],
            ["texts", { type: "array:string", value: ["a", "b"] }],
            ["numbers", { type: "array:int64", value: [1, -2] }],
            ["hugeNumbers", { type: "array:uint64", value: [1n, 2n ** 60n] }],
            ["infinite", { type: "array:float32", value: [Number.NEGATIVE_INFINITY, 0.5] }],
            ["truths", { type: "array:bool", value: [true] }],
        ],
        tensors: [],
    });
    const file = readGguf(path);

    it("comes with the type that is asked for", () => {
        expect(getString(file, "text")).toBe("llama");
        expect(getNumber(file, "number")).toBe(7);
        expect(getBoolean(file, "truth")).toBe(false);
        expect(getBoolean(file, "truth", true)).toBe(false);
        expect(getStrings(file, "texts")).toEqual(["a", "b"]);
        expect(getNumbers(file, "numbers")).toEqual([1, -2]);
        expect(getNumbers(file, "infinite")).toEqual([Number.NEGATIVE_INFINITY, 0.5]);
    });

    it("may be absent where there is a default", () => {
        expect(getString(file, "none", "gpt2")).toBe("gpt2");
        expect(getNumber(file, "none", 0)).toBe(0);
        expect(getBoolean(file, "none", false)).toBe(false);
        expect(getStrings(file, "none", [])).toEqual([]);
        expect(getNumbers(file, "none", [1])).toEqual([1]);
        expect(refusal(() => getNumber(file, "none"))).toEqual({
            code: "gguf-damaged",
            message: `The file "${path}" is incomplete: it lacks the metadata "none".`,
        });
    });

    it("of another type is refused, also where there is a default", () => {
        const wrong: [() => unknown, string, string][] = [
            [() => getString(file, "number", "x"), "number", "a text"],
            [() => getNumber(file, "text", 1), "text", "a number"],
            [() => getNumber(file, "truth", 1), "truth", "a number"],
            [() => getNumber(file, "huge"), "huge", "a number"],
            [() => getBoolean(file, "number"), "number", "true or false"],
            [() => getStrings(file, "numbers"), "numbers", "a list of texts"],
            [() => getStrings(file, "text"), "text", "a list of texts"],
            [() => getNumbers(file, "texts"), "texts", "a list of numbers"],
            [() => getNumbers(file, "truths"), "truths", "a list of numbers"],
            [() => getNumbers(file, "hugeNumbers"), "hugeNumbers", "a list of numbers"],
        ];
        for (const [run, key, wanted] of wrong) {
            expect(refusal(run)).toEqual({
                code: "gguf-damaged",
                message: `The file "${path}" is damaged: its metadata "${key}" is not ${wanted}.`,
            });
        }
    });
});

describe("tensor data", () => {
    const data = Buffer.from(Uint8Array.from({ length: 4000 }, (_, index) => index % 251));
    const bytes = rawGguf({ tensors: [tensor({ shape: [1000] })], data });
    const path = place(folder, bytes, "data.gguf");
    const file = readGguf(path);
    const info = file.tensors.get("t") ?? expect.unreachable();
    const changed = {
        code: "gguf-damaged",
        message: `The file "${path}" changed while it was being read. Try again.`,
    };
    const replaced = {
        code: "gguf-damaged",
        message: `The file "${path}" was replaced or changed after it had been opened. Try again.`,
    };
    const openFiles = () => readdirSync("/proc/self/fd").length;

    it("is read whole and in parts", () => {
        expect(data.equals(readTensorData(file, info))).toBe(true);
        expect(data.subarray(17, 20).equals(readTensorData(file, info, { offset: 17, length: 3 }))).toBe(
            true,
        );
        expect(data.subarray(3990).equals(readTensorData(file, info, { offset: 3990 }))).toBe(true);
        expect(readTensorData(file, info, { offset: 4000 }).length).toBe(0);
        for (const range of [
            { offset: -1 },
            { offset: 4001 },
            { offset: 1, length: 4000 },
            { length: 1.5 },
        ]) {
            expect(() => readTensorData(file, info, range)).toThrow(RangeError);
        }
    });

    it("is streamed in chunks that add up", () => {
        const chunks = [...streamTensorData(file, info, 1536)];
        expect(chunks.map(({ length }) => length)).toEqual([1536, 1536, 928]);
        expect(data.equals(Buffer.concat(chunks))).toBe(true);
    });

    it.skipIf(process.platform !== "linux")(
        "leaves no file open, not even when the reader stops early",
        () => {
            const before = openFiles();
            for (const chunk of streamTensorData(file, info, 100)) {
                expect([chunk.length, openFiles()]).toEqual([100, before + 1]);
                break;
            }
            readTensorData(file, info);
            expect(() => readTensorData(file, info, { offset: -1 })).toThrow();
            fingerprintTensors(file);
            readGguf(path);
            expect(refusal(() => readGguf(place(folder, Buffer.from("no"), "no.gguf"))).code).toBe(
                "not-gguf",
            );
            expect(refusal(() => readGguf(folder)).code).toBe("not-gguf");
            const held = new GgufData(file);
            expect(openFiles()).toBe(before + 1);
            held.close();
            held.close();
            expect(openFiles()).toBe(before);
            expect(() => held.read(info)).toThrow("already closed");
        },
    );

    it("is refused when the file was replaced or changed, or shrinks while it is open", () => {
        const held = new GgufData(file);
        truncateSync(path, bytes.length - 100);
        expect(refusal(() => held.read(info))).toEqual(changed);
        expect(held.read(info, { length: 3900 }).length).toBe(3900);
        held.close();
        expect(refusal(() => readTensorData(file, info))).toEqual(replaced);
        expect(refusal(() => fingerprintTensors(file))).toEqual(replaced);
        writeFileSync(path, Buffer.concat([bytes, bytes]));
        expect(refusal(() => readTensorData(file, info))).toEqual(replaced);
        writeFileSync(path, bytes);
        utimesSync(path, 2, 2); // as another file of the same size would have another time
        expect(refusal(() => readTensorData(file, info))).toEqual(replaced);
        expect(readTensorData(readGguf(path), info).length).toBe(4000);
    });
});
