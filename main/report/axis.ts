/** An axis of a plot: from values to places, with round numbers to write beside it. Draws nothing. */
import { nice, ticks } from "d3-array";

/** An axis. */
export interface Axis {
    /** place of a value, to a tenth; what lies beyond the axis is at its end */
    place: (value: number) => number;
    /** round values, about as many as asked for */
    ticks: readonly number[];
    /** decimals that tell the ticks apart, once they are written in percent */
    percentDigits: number;
}

/** Between round numbers around all finite values. @param from place of the least one @param to place of the largest */
export function axisOf(values: readonly number[], from: number, to: number, count: number): Axis {
    const [low, high] = nice(...spread(values), count);
    const all = ticks(low, high, count);
    const step = (all[1] ?? high) - (all[0] ?? low);
    const within = (value: number) => Math.min(high, Math.max(low, value));
    return {
        place: (value) => Number((from + ((within(value) - low) / (high - low)) * (to - from)).toFixed(1)),
        ticks: all,
        percentDigits: Math.max(0, -Math.floor(Math.log10(100 * step) + 1e-9)),
    };
}

/** From the smallest to the largest; a single value is given some room. */
function spread(values: readonly number[]): [number, number] {
    const finite = values.filter(Number.isFinite);
    if (finite.length === 0) return [0, 1];
    const [low, high] = [Math.min(...finite), Math.max(...finite)];
    const room = high > low ? 0 : (Math.abs(high) || 1) * 0.1;
    return [low - room, high + room];
}
