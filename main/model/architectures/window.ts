/** Attention that sees the last tokens only, in some blocks: which ones, and how each rotates. Shared by families. */
import type { RopeSettings } from "../../ggml/rope.ts";
import type { LayerAttention, MetadataReader, PlainSettings } from "./architecture.ts";

/**
 * Windowed blocks with a full one after every `period` − 1; all full where the file names no window.
 * @param period where the file gives no number
 * @param windowedRope how windowed blocks rotate
 */
export function slidingWindow(
    read: MetadataReader,
    { layers, rope }: PlainSettings,
    period: number,
    windowedRope: () => RopeSettings,
): LayerAttention[] {
    const window = read.number("attention.sliding_window", 0);
    const pattern = read.numberUnlessList("attention.sliding_window_pattern", period);
    if (!isCount(window) || !isCount(pattern)) read.refuse("it names an impossible attention window.");
    const windowed = window > 0 ? { rope: windowedRope(), window } : undefined;
    return Array.from({ length: layers }, (_, layer) =>
        windowed && (pattern === 0 || layer % pattern < pattern - 1) ? windowed : { rope },
    );
}

function isCount(value: number): boolean {
    return Number.isInteger(value) && value >= 0 && value < 2 ** 31;
}
