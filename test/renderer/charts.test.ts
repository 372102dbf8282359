/** The arithmetic of charts: round ticks, room for every value, no point lost in thinning, lines that follow their points. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Named, placeNames } from "../../renderer/components/charts/names.ts";
import {
    rangeOf,
    scale,
    smoothed,
    thinned,
    tickDigits,
    ticks,
    widened,
} from "../../renderer/components/charts/scale.ts";

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });

describe("axes", () => {
    it("have round ticks that can be told apart", () => {
        expect(ticks([0, 1], 4)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
        expect(ticks([0, 56], 5)).toEqual([0, 10, 20, 30, 40, 50]);
        expect(ticks([-0.003, 0.004], 4)).toEqual([-0.002, 0, 0.002, 0.004]);
        expect(tickDigits([0, 0.02])).toBe(2);
        expect(tickDigits([0, 20])).toBe(0);
    });

    it("hold every value between their ends, whatever the values are", () => {
        fc.assert(
            fc.property(values, (all) => {
                const range = widened(rangeOf(all), 4);
                const place = scale(range, 0, 100);
                for (const value of all) {
                    expect(place(value)).toBeGreaterThan(-0.01);
                    expect(place(value)).toBeLessThan(100.01);
                }
                expect(ticks(range, 4).length).toBeLessThan(12);
            }),
        );
    });

    it("exist for nothing and for a single value, too", () => {
        expect(rangeOf([])).toEqual([0, 1]);
        expect(rangeOf([Number.NaN])).toEqual([0, 1]);
        for (const value of [3, 0, -7e5, 1e-320]) {
            const [low, high] = rangeOf([value, value]);
            expect(low).toBeLessThan(value);
            expect(high).toBeGreaterThan(value);
        }
    });

    it("exist for values that can hardly be told apart", () => {
        for (const [one, other] of [
            [5e-324, -5e-324],
            [1e6, 1e6 + 1e-9],
            [0, 1e-310],
        ] as const) {
            const range = widened(rangeOf([one, other]), 4);
            expect(range[0]).toBeLessThanOrEqual(Math.min(one, other));
            expect(range[1]).toBeGreaterThanOrEqual(Math.max(one, other));
            expect(ticks(range, 4).length).toBeGreaterThan(1);
        }
    });
});

describe("lines", () => {
    const points = Array.from({ length: 1000 }, (_, x) => [x, Math.sin(x)] as const);

    it("are thinned to means of neighbours", () => {
        const few = thinned(points, 100);
        expect(few.length).toBe(100);
        expect(few[0]?.[0]).toBe(4.5);
        expect(thinned(points.slice(0, 50), 100)).toHaveLength(50);
    });

    it("are smoothed without a shift at the beginning", () => {
        const flat = smoothed(points.map(([x]) => [x, 7]));
        for (const [, y] of flat) expect(y).toBeCloseTo(7);
        expect(smoothed([[0, 3]])).toEqual([[0, 3]]);
    });
});

describe("names of points", () => {
    const box = { left: 0, right: 600, top: 0, bottom: 300 };
    const points = fc.array(
        fc.record({
            x: fc.double({ min: 0, max: 600, noNaN: true }),
            y: fc.double({ min: 0, max: 300, noNaN: true }),
            name: fc.string({ minLength: 1, maxLength: 30 }),
        }),
        { maxLength: 12 },
    );

    it("stand in the chart, near their points, on no other name", () => {
        fc.assert(
            fc.property(points, (all) => {
                const areas = placeNames(all, box).map((place, i) => {
                    if (!place) return null;
                    const { y, name } = all[i] as Named;
                    const width = 6.6 * name.length;
                    const left = place.anchor === "start" ? place.x : place.x - width;
                    expect(Math.abs(place.y - y)).toBeLessThan(110);
                    expect(left).toBeGreaterThanOrEqual(box.left);
                    expect(left + width).toBeLessThanOrEqual(box.right);
                    return { left, right: left + width, top: place.y - 12, bottom: place.y + 3 };
                });
                areas.forEach((one, i) => {
                    for (const other of areas.slice(i + 1)) {
                        if (!one || !other) continue;
                        const isApart =
                            one.right <= other.left ||
                            other.right <= one.left ||
                            one.bottom <= other.top ||
                            other.bottom <= one.top;
                        expect(isApart).toBe(true);
                    }
                });
            }),
        );
    });

    it("one that was measured twice is named once", () => {
        const twice = { x: 300, y: 150, name: "Warm" };
        expect(placeNames([twice, { ...twice, x: 305 }], box).map((place) => place !== null)).toEqual([
            true,
            false,
        ]);
        expect(placeNames([{ x: 590, y: 150, name: "At the edge" }], box)[0]?.anchor).toBe("end");
    });
});
