/** Checks that any bytes become a string and the same bytes again. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeText, encodeText } from "../../../main/formats/gguf/text.ts";

describe("GGUF text", () => {
    it("comes back byte for byte, whatever it is", () => {
        const piece = fc.oneof(
            fc.uint8Array({ maxLength: 6 }),
            fc.string({ unit: "binary", maxLength: 4 }).map((text) => Buffer.from(text)),
            fc.constantFrom([0xed, 0xb2, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe0, 0x80, 0x80], [0xc0, 0x80]),
        );
        fc.assert(
            fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
                const bytes = Buffer.concat(pieces.map((one) => Buffer.from(one)));
                expect(encodeText(decodeText(bytes)).equals(bytes)).toBe(true);
            }),
            { numRuns: 1000 },
        );
    });

    it("is plain UTF-8 where it is valid, also around bytes that are not", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (before, after) => {
                expect(decodeText(Buffer.from(before))).toBe(before);
                expect(encodeText(before).equals(Buffer.from(before))).toBe(true);
                const broken = Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]);
                expect(decodeText(broken)).toBe(`${before}\udcff${after}`);
            }),
        );
    });

    it("keeps a byte order mark", () => {
        expect(decodeText(Buffer.from("\ufeffa"))).toBe("\ufeffa");
    });

    it("writes other lone surrogates as the replacement character", () => {
        expect(encodeText("a\ud800b").toString("utf8")).toBe("a\ufffdb");
    });
});
