/** Checks the tensor type table against the ggml library that the program ships. */

import koffi from "koffi";
import { describe, expect, it } from "vitest";
import { removedTensorTypes, tensorBytes, tensorTypes } from "../../../main/formats/gguf/tensorTypes.ts";

const libraryPath = "node_modules/@node-llama-cpp/linux-x64/bins/linux-x64/libggml-base.so";
const typeCount = 43; // GGML_TYPE_COUNT

describe.skipIf(process.platform !== "linux" || process.arch !== "x64")("the tensor types of ggml", () => {
    const library = koffi.load(libraryPath);
    const typeSize = library.func("size_t ggml_type_size(int type)");
    const blockSize = library.func("int64_t ggml_blck_size(int type)");
    const typeName = library.func("const char *ggml_type_name(int type)");
    const rowSize = library.func("size_t ggml_row_size(int type, int64_t ne)");

    it("has the name, block size and bytes of every type that ggml has, and no other", () => {
        for (let id = 0; id < typeCount; id++) {
            const known = tensorTypes.get(id);
            expect([id, known?.bytesPerBlock ?? 0]).toEqual([id, Number(typeSize(id))]);
            expect([id, known?.blockSize ?? 0]).toEqual([id, Number(blockSize(id))]);
            expect(known === undefined || known.name === typeName(id), `name of ${id}`).toBe(true);
        }
        expect(Math.max(...tensorTypes.keys())).toBe(typeCount - 1);
    });

    it("counts every id of ggml as known or removed, never both", () => {
        for (let id = 0; id < typeCount; id++) {
            expect([id, tensorTypes.has(id) !== removedTensorTypes.has(id)]).toEqual([id, true]);
        }
        expect(Math.max(...removedTensorTypes.keys())).toBeLessThan(typeCount);
    });

    it("computes the size of a row as ggml does", () => {
        for (const type of tensorTypes.values()) {
            const length = type.blockSize * 6;
            expect([type.name, tensorBytes(type, [length])]).toEqual([
                type.name,
                Number(rowSize(type.id, length)),
            ]);
        }
    });
});

describe("the bytes of a tensor", () => {
    const q8 = tensorTypes.get(8) ?? expect.unreachable();

    it("multiplies rows and refuses broken blocks and sizes beyond 2^53", () => {
        expect(tensorBytes(q8, [64, 3, 2, 5])).toBe(2 * 34 * 30);
        expect(tensorBytes(q8, [33])).toBeUndefined();
        expect(tensorBytes(q8, [32, 2 ** 49])).toBeUndefined();
        expect(tensorBytes(q8, [])).toBeUndefined();
    });
});
