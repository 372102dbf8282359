/** How clear a preference has proved, from what came out right before it was learned from. */
import { expect, test } from "vitest";
import { clarityOf, isSettled } from "../../main/training/clarity.ts";

const clarity = (pairs: number, share: number) => clarityOf({ pairs, right: pairs * share });

test("before anything is known, and where the better answer wins no more than half, it is 0", () => {
    expect(clarity(0, 0)).toBe(0);
    expect(clarity(500, 0.5)).toBe(0);
    expect(clarity(500, 0.3)).toBe(0);
});

test("it nears 1 where every pair comes out right, and the sooner the more pairs there were", () => {
    expect(clarity(8, 1)).toBeGreaterThan(0.25);
    expect(clarity(64, 1)).toBeGreaterThan(clarity(16, 1));
    expect(clarity(500, 1)).toBeGreaterThan(0.95);
});

test("people's judgements that come out right in 58 of 100 are hardly clear", () => {
    expect(clarity(500, 0.58)).toBeLessThan(0.01);
});

test("it is settled after the first pass over the pairs, unless there are a handful, or after many of them", () => {
    expect(isSettled({ pairs: 0, right: 0 }, 1)).toBe(false);
    expect(isSettled({ pairs: 100, right: 90 }, 0)).toBe(false);
    expect(isSettled({ pairs: 100, right: 90 }, 1)).toBe(true);
    expect(isSettled({ pairs: 512, right: 300 }, 0)).toBe(true);
});
