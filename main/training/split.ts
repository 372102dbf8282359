/**
 * Splits preference pairs into a training part and a held-out part that share no prompt.
 * Not a reader of files and not a judge of pairs: duplicates are taken out before.
 */

import type { PreferencePair } from "../../preload/records.ts";
import { StudioError } from "../errors.ts";
import { createRandom } from "../random.ts";

/** The two parts, each in the order of the pairs that were given. */
export interface Split<Pair extends PreferencePair = PreferencePair> {
    train: Pair[];
    heldOut: Pair[];
}

/**
 * Holds out whole prompts, chosen at random by the seed, so that the held-out pairs are as
 * near to `fraction` of all pairs as whole prompts allow, with at least one prompt on each side.
 * @param fraction From 0 (nothing is held out) up to but not including 1.
 */
export function splitByPrompt<Pair extends PreferencePair>(
    pairs: readonly Pair[],
    fraction: number,
    seed: number,
): Split<Pair> {
    if (!(fraction >= 0 && fraction < 1)) {
        throw new StudioError(
            "usage",
            "The held-out share must be a number from 0 up to, but not including, 1.",
        );
    }
    if (fraction === 0) {
        return { train: [...pairs], heldOut: [] };
    }
    const groups = createRandom(seed).shuffle(groupByPrompt(pairs));
    if (groups.length < 2) {
        throw tooFewPrompts(groups.length);
    }
    const held = new Set(pickGroups(groups, pairs.length, fraction * pairs.length).flat());
    return {
        train: pairs.filter((_, index) => !held.has(index)),
        heldOut: pairs.filter((_, index) => held.has(index)),
    };
}

/** The positions of the pairs of each prompt, prompts in the order of their first pair. */
function groupByPrompt(pairs: readonly PreferencePair[]): number[][] {
    const groups = new Map<string, number[]>();
    for (const [index, pair] of pairs.entries()) {
        const key = JSON.stringify(pair.prompt.map((message) => [message.role, message.content]));
        const group = groups.get(key);
        if (group) {
            group.push(index);
        } else {
            groups.set(key, [index]);
        }
    }
    return [...groups.values()];
}

/**
 * Picks groups whose sizes sum up as near to `target` as possible, but never all groups
 * and never none. Works out which sums can be reached, one group after the other in the
 * order given, and stops when the best possible sum is among them.
 */
function pickGroups(groups: number[][], total: number, target: number): number[][] {
    const smallest = groups.reduce((size, group) => Math.min(size, group.length), total);
    const limit = Math.min(total - 1, Math.max(Math.ceil(2 * target), smallest));
    // For each sum, the group that first reached it: -1 for none yet. Sum 0 is the start.
    const lastGroup = new Int32Array(limit + 1).fill(-1);
    const best = Math.min(limit, Math.max(1, Math.round(target)));
    for (const [index, group] of groups.entries()) {
        for (let sum = limit; sum >= group.length; sum -= 1) {
            const before = sum - group.length;
            if (lastGroup[sum] === -1 && (before === 0 || lastGroup[before] !== -1)) {
                lastGroup[sum] = index;
            }
        }
        if (lastGroup[best] !== -1) {
            break;
        }
    }
    return traceBack(groups, lastGroup, nearestReached(lastGroup, target));
}

/** The sum that can be reached and is nearest to the target; the smaller of two equally near. */
function nearestReached(lastGroup: Int32Array, target: number): number {
    let nearest = 0;
    for (let sum = 1; sum < lastGroup.length; sum += 1) {
        const reached = lastGroup[sum] !== -1;
        if (reached && (nearest === 0 || Math.abs(sum - target) < Math.abs(nearest - target))) {
            nearest = sum;
        }
    }
    return nearest;
}

/** The groups that make up a sum. Each was reached from a sum of earlier groups only. */
function traceBack(groups: number[][], lastGroup: Int32Array, sum: number): number[][] {
    const picked: number[][] = [];
    let rest = sum;
    while (rest > 0) {
        const group = groups[lastGroup[rest] as number] as number[];
        picked.push(group);
        rest -= group.length;
    }
    return picked;
}

function tooFewPrompts(count: number): StudioError {
    const found = count === 0 ? "there are no pairs" : "all pairs have the same prompt";
    return new StudioError(
        "data-invalid",
        `Nothing can be held out because ${found}; add pairs with another prompt, or hold out nothing (0).`,
    );
}
