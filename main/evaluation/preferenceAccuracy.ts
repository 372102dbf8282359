/**
 * How well a stack of adapters orders the answers of preference pairs, three ways. A tie counts half.
 * Held-out accuracy alone is not learning (docs/presets.md): sampled answers are.
 */

import type { Interval } from "../../preload/records/evaluation.ts";
import { wilsonInterval } from "./intervals.ts";
import type { BranchScore } from "./policyScorer.ts";

/** Figures over pairs. */
export interface PreferenceAccuracy {
    pairs: number;
    /** by Σ r of the adapters; null without a Q-adapter */
    rewardAccuracy: number | null;
    /** by Σ (log π − log π₀) */
    policyAccuracy: number;
    policyInterval: Interval;
    /** by the mean of log π per token */
    normalizedAccuracy: number;
    /** the same for the bare base */
    baseNormalizedAccuracy: number;
    /** mean of the policy's log-ratio margin in nats */
    meanMargin: number;
    /** mean of the reward margin; null without a Q-adapter */
    meanRewardMargin: number | null;
    /** pairs whose log-ratios are equal */
    ties: number;
}

/** @param scores per pair the scores of the chosen and the rejected answer */
export function preferenceAccuracy(scores: readonly (readonly BranchScore[])[]): PreferenceAccuracy {
    const margins = (of: (score: BranchScore) => number) =>
        scores.map(([chosen, rejected]) => of(chosen as BranchScore) - of(rejected as BranchScore));
    const policy = margins((s) => s.policy - s.base);
    const rewards = scores[0]?.[0]?.reward === undefined ? undefined : margins((s) => s.reward as number);
    const wins = share(policy) * policy.length;
    return {
        pairs: scores.length,
        rewardAccuracy: rewards ? share(rewards) : null,
        policyAccuracy: share(policy),
        policyInterval: wilsonInterval(wins, policy.length),
        normalizedAccuracy: share(margins((s) => s.policy / s.tokens)),
        baseNormalizedAccuracy: share(margins((s) => s.base / s.tokens)),
        meanMargin: mean(policy),
        meanRewardMargin: rewards ? mean(rewards) : null,
        ties: policy.filter((m) => m === 0).length,
    };
}

/** Share of positive margins; a tie counts half. */
function share(margins: readonly number[]): number {
    return mean(margins.map((m) => (m > 0 ? 1 : m === 0 ? 0.5 : 0)));
}

function mean(values: readonly number[]): number {
    return values.reduce((sum, x) => sum + x, 0) / values.length;
}
