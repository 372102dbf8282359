/** `--adapter PATH[:WEIGHT]`: which colon separates the weight. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collectAdapter, parseAdapter } from "../../main/cli/adapterOption.ts";

describe("parseAdapter", () => {
    it.each([
        ["warm.gguf", "warm.gguf", 1],
        ["warm.gguf:0.5", "warm.gguf", 0.5],
        ["warm.gguf:-1", "warm.gguf", -1],
        ["warm.gguf:+2", "warm.gguf", 2],
        ["warm.gguf:1e-3", "warm.gguf", 0.001],
        ["warm.gguf:.5", "warm.gguf", 0.5],
        ["warm.gguf:0", "warm.gguf", 0],
        ["C:\\x.gguf", "C:\\x.gguf", 1],
        ["C:\\x.gguf:0.25", "C:\\x.gguf", 0.25],
        ["C:/adapters/x.gguf", "C:/adapters/x.gguf", 1],
        ["C:x.gguf", "C:x.gguf", 1],
        ["a:b.gguf", "a:b.gguf", 1],
        ["a:b.gguf:2", "a:b.gguf", 2],
        ["run:3/warm.gguf", "run:3/warm.gguf", 1],
        ["run:3:1", "run:3", 1],
        ["noExtension", "noExtension", 1],
        ["with space.gguf:0.5", "with space.gguf", 0.5],
    ])("%s", (text, path, weight) => {
        expect(parseAdapter(text)).toEqual({ path, weight });
    });

    it.each([
        "",
        " ",
        ":0.5",
        "a.gguf:",
        "a.gguf:x",
        "a.gguf:NaN",
        "a.gguf:Infinity",
        "a.gguf:1e999",
        "a.gguf:0x10",
    ])("refuses %j", (text) => {
        expect(() => parseAdapter(text)).toThrow(/weight|path/);
    });

    it("gives back every path and weight that were joined by a colon", () => {
        const path = fc.string({ minLength: 1 }).filter((text) => text.trim() !== "");
        const weight = fc.double({ noNaN: true, noDefaultInfinity: true });
        fc.assert(
            fc.property(path, weight, (path, weight) => {
                const parsed = parseAdapter(`${path}:${weight}`);
                expect(parsed.path).toBe(path);
                expect(parsed.weight === weight).toBe(true);
            }),
        );
    });
});

it("collects adapters in the order given", () => {
    expect(collectAdapter("b.gguf:2", collectAdapter("a.gguf"))).toEqual([
        { path: "a.gguf", weight: 1 },
        { path: "b.gguf", weight: 2 },
    ]);
});
