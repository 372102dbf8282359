/**
 * Preference pairs: does a candidate prefer the better answer, by the log-ratio of its policy to the base, by the
 * rewards of its Q-adapters, and by plain likelihood per token? Held-out accuracy alone is not learning
 * (docs/presets.md): sampled answers are.
 */

import type { ItemResult, Metric } from "../../../preload/records/evaluation.ts";
import type { PreferencePair } from "../../../preload/records.ts";
import { type BranchScores, packedPasses } from "../stackScorer.ts";
import { creditOf, type Task } from "./task.ts";

/** A pair with its token ids. */
export interface EncodedPair {
    pair: PreferencePair;
    prompt: readonly number[];
    chosen: readonly number[];
    rejected: readonly number[];
}

const metrics: Metric[] = [
    {
        id: "prefers",
        title: "prefers the better answer, against the base",
        of: "prefers",
        kind: "share",
        better: "higher",
        about: "learned",
    },
    {
        id: "margin",
        title: "margin of the log-ratio, nats",
        of: "margin",
        kind: "mean",
        better: "higher",
        about: "learned",
    },
    {
        id: "reward-prefers",
        title: "rewards the better answer more",
        of: "rewardPrefers",
        kind: "share",
        better: "higher",
        about: "learned",
    },
    {
        id: "reward-margin",
        title: "margin of the reward",
        of: "rewardMargin",
        kind: "mean",
        better: "higher",
        about: "learned",
    },
    {
        id: "likelier",
        title: "finds the better answer likelier, per token",
        of: "likelier",
        kind: "share",
        better: "higher",
        about: "learned",
    },
];

/** Makes the task. @param settings what identifies the pairs */
export function pairsTask(
    id: string,
    title: string,
    pairs: readonly EncodedPair[],
    settings: Record<string, unknown>,
): Task {
    const trees = pairs.map(({ pair, prompt, chosen, rejected }, index) => ({
        pair,
        index,
        prompt,
        branches: [chosen, rejected],
    }));
    const units = packedPasses(trees);
    return {
        id,
        title,
        metrics,
        items: pairs.length,
        units: units.length,
        settings,
        run: async (unit, { scorer }) => {
            const group = units[unit] ?? [];
            const scores = await scorer.score(group);
            return group.map(({ pair, index }, i) =>
                toItem(pair, index, scores[i] as [BranchScores, BranchScores]),
            );
        },
    };
}

function toItem(
    { prompt, chosen, rejected }: PreferencePair,
    index: number,
    [c, r]: [BranchScores, BranchScores],
): ItemResult {
    const base = { prefers: 0.5, margin: 0, likelier: creditOf(c.base / c.tokens - r.base / r.tokens) };
    const candidates = c.stacks.map((own, k) => {
        const other = r.stacks[k] as typeof own;
        const margin = own.policy - c.base - (other.policy - r.base);
        const rewardMargin = own.reward === undefined ? undefined : own.reward - (other.reward ?? 0);
        return {
            prefers: creditOf(margin),
            margin,
            likelier: creditOf(own.policy / c.tokens - other.policy / r.tokens),
            ...(rewardMargin !== undefined && { rewardPrefers: creditOf(rewardMargin), rewardMargin }),
        };
    });
    const said = ({ prefers }: { prefers: number }) =>
        prefers === 0.5 ? "" : prefers === 1 ? chosen : rejected;
    return {
        index,
        cluster: JSON.stringify(prompt),
        scores: [base, ...candidates],
        prompt: prompt.at(-1)?.content ?? "",
        expected: chosen,
        answers: [base, ...candidates].map(said),
    };
}
