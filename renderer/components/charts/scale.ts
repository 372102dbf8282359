/** Numbers to places on a chart, and round numbers for its axes. Draws nothing. */
import { nice, ticks as roundNumbers } from "d3-array";

export type Range = readonly [low: number, high: number];

/** Below this a number counts as zero: steps between smaller ones would leave the range of normal numbers. */
const NOTHING = 1e-100;

/** The span of all numbers; one that is empty, or too small for its ends to be told apart, is given some room. */
export function rangeOf(
    values: readonly number[],
    { include = [] }: { include?: readonly number[] } = {},
): Range {
    const all = [...values, ...include].filter(Number.isFinite);
    if (all.length === 0) return [0, 1];
    const low = all.reduce((least, value) => Math.min(least, value));
    const high = all.reduce((most, value) => Math.max(most, value));
    const size = Math.max(Math.abs(low), Math.abs(high));
    if (high - low > size * 1e-9 + NOTHING) return [low, high];
    const room = size > NOTHING ? size * 0.1 : 1;
    return [low - room, high + room];
}

/** Round numbers in a range, about `count` of them, in ascending order. */
export function ticks([low, high]: Range, count: number): number[] {
    return roundNumbers(low, high, count);
}

/** The range with its ends on round numbers. */
export function widened([low, high]: Range, count: number): Range {
    return nice(low, high, count);
}

/** A function from numbers of `range` to places between `from` and `to`. */
export function scale([low, high]: Range, from: number, to: number): (value: number) => number {
    return (value) => from + ((value - low) / (high - low)) * (to - from);
}

export type Point = readonly [x: number, y: number];

/** At most `most` points: means of neighbours. */
export function thinned(points: readonly Point[], most: number): readonly Point[] {
    if (points.length <= most) return points;
    const size = Math.ceil(points.length / most);
    return Array.from({ length: Math.ceil(points.length / size) }, (_, index) => {
        const bucket = points.slice(index * size, (index + 1) * size);
        const mean = (pick: 0 | 1) => bucket.reduce((sum, point) => sum + point[pick], 0) / bucket.length;
        return [mean(0), mean(1)] as const;
    });
}

/** Each value with its past, the newest weighing most: what a jagged line tends to. */
export function smoothed(points: readonly Point[]): Point[] {
    const memory = Math.min(0.95, Math.max(0.5, 1 - 10 / points.length));
    let mean = 0;
    let weight = 0;
    return points.map(([x, y]) => {
        mean = memory * mean + (1 - memory) * y;
        weight = memory * weight + (1 - memory);
        return [x, mean / weight];
    });
}

/** Decimals that tell ticks apart. */
export function tickDigits(values: readonly number[]): number {
    const step = values.length > 1 ? Math.abs((values[1] as number) - (values[0] as number)) : 1;
    return Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
}
