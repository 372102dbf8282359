/**
 * Which pairs a step trains on: shuffled per epoch by the seed, cut into batches, and each batch into
 * micro-batches that fit the memory. Depends on the seed and the step only, so a resumed run sees the same.
 */

import type { TextTree } from "../model/packing.ts";
import { createRandom } from "../random.ts";
import type { BatchTotals, LossMethod } from "./losses/loss.ts";
import { type TokenPair, textTokens } from "./pairStep.ts";

const sides = ["chosen", "rejected"] as const;

/** Tokens of one micro-batch; a longer pair is one of its own. */
export const microBatchTokens = 256;

/** Indices of the pairs of a step. */
export function batchOf(count: number, batch: number, seed: number, step: number): number[] {
    const perEpoch = stepsPerEpoch(count, batch);
    const epoch = Math.floor(step / perEpoch);
    const order = createRandom(seed + 7919 * (epoch + 1)).shuffle(Array.from({ length: count }, (_, i) => i));
    const at = step % perEpoch;
    // Batches differ in size by at most one pair, so that no step rests on a handful.
    return order.slice(Math.round((at * count) / perEpoch), Math.round(((at + 1) * count) / perEpoch));
}

/** Steps of one pass over `count` pairs. */
export function stepsPerEpoch(count: number, batch: number): number {
    return Math.max(1, Math.round(count / batch));
}

/** Cuts texts into groups of at most `microBatchTokens` tokens, in order. */
export function microBatches(texts: readonly TextTree[], indices: readonly number[]): number[][] {
    const groups: number[][] = [];
    let size = Number.POSITIVE_INFINITY;
    for (const index of indices) {
        const tokens = textTokens(texts[index] as TextTree);
        if (size + tokens > microBatchTokens) {
            groups.push([]);
            size = 0;
        }
        groups[groups.length - 1]?.push(index);
        size += tokens;
    }
    return groups;
}

/** The sums of a batch that its loss is normalised with. */
export function totalsOf(pairs: readonly TokenPair[], method: LossMethod, clarity: number): BatchTotals {
    const rows = pairs.flatMap((pair) =>
        sides.map((side) => ({
            side,
            length: pair[side].length,
            row: pair.prompt.length + pair[side].length,
        })),
    );
    const longestRow = Math.max(...rows.map(({ row }) => row));
    const actions = rows.reduce(
        (sum, { side, length, row }) => sum + method.countActions(side, length, row, longestRow),
        0,
    );
    return { pairs: pairs.length, actions, longestRow, clarity };
}
