/** Numbers on the command line: what counts as one, and the sentence for what does not. */
import { describe, expect, it } from "vitest";
import { real, whole } from "../../main/cli/numbers.ts";

describe("whole", () => {
    const parse = whole({ min: 1, max: 512 });

    it.each([
        ["1", 1],
        ["512", 512],
        ["1e2", 100],
        ["8.0", 8],
    ])("reads %s", (text, value) => {
        expect(parse(text)).toBe(value);
    });

    it.each(["", " ", "0", "513", "-1", "1.5", "0x10", "1_000", "eight", "NaN", "Infinity", "1 2"])(
        "refuses %j",
        (text) => {
            expect(() => parse(text)).toThrow("Allowed is a whole number of at least 1 and of at most 512.");
        },
    );
});

describe("real", () => {
    it("includes min and max, and excludes above and below", () => {
        expect(real({ min: 0, max: 1 })("0")).toBe(0);
        expect(real({ min: 0, max: 1 })("1")).toBe(1);
        expect(() => real({ above: 0 })("0")).toThrow("Allowed is a number above 0.");
        expect(() => real({ min: 0, below: 1 })("1")).toThrow(
            "Allowed is a number of at least 0 and below 1.",
        );
    });

    it("is finite even without bounds", () => {
        expect(real()("-3e-4")).toBe(-3e-4);
        expect(() => real()("1e999")).toThrow("Allowed is a number.");
    });
});
