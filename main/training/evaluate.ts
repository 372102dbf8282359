/**
 * How far an adapter in training has come on pairs it does not see: loss, accuracy, margin, and the distance
 * from the base. Held-out accuracy is not learning (docs/presets.md): verdicts rest on sampled answers.
 */
import { microBatches, totalsOf } from "./batches.ts";
import type { LossMethod } from "./losses/loss.ts";
import {
    type BaseValues,
    type OwnText,
    ownText,
    type PairScore,
    type PairStep,
    pairText,
    type TokenPair,
} from "./pairStep.ts";

/** Figures over a set of pairs. */
export interface PairMetrics {
    pairs: number;
    /** with the likelihood term as if the preference were clear (clarity.ts) */
    loss: number;
    preferenceLoss: number;
    /** the likelihood term in `loss` */
    likelihoodLoss: number;
    /** share of pairs whose chosen answer gets the higher reward; a tie counts half */
    rewardAccuracy: number;
    /** the same by the policy's log-ratio to the base, Σ (log π − log π₀) */
    policyAccuracy: number;
    meanMargin: number;
    meanLogRatioMargin: number;
}

/**
 * Drift from the base: KL(π₀ ‖ π) per token, in nats, estimated on texts that the base made up itself
 * (mean of log π₀ − log π over their tokens, which were sampled from π₀).
 */
export async function measureDrift(
    step: PairStep,
    texts: readonly OwnText[],
    baseOf: (indices: readonly number[]) => Promise<BaseValues[]>,
): Promise<number> {
    let total = 0;
    for (const group of microBatches(
        texts.map(ownText),
        texts.map((_, i) => i),
    ))
        total -= sum(
            await step.ownLogRatios(
                group.map((i) => texts[i] as OwnText),
                await baseOf(group),
            ),
        );
    return total / sum(texts.map(({ answer }) => answer.length));
}

/** The same figures with the loss that training minimises, at its clarity. */
export function atClarity(metrics: PairMetrics, clarity: number): PairMetrics {
    return { ...metrics, loss: metrics.loss - (1 - clarity) * metrics.likelihoodLoss };
}

/** Scores pairs and sums up. */
export async function evaluatePairs(
    step: PairStep,
    method: LossMethod,
    pairs: readonly TokenPair[],
    baseOf: (indices: readonly number[]) => Promise<BaseValues[]>,
): Promise<PairMetrics> {
    const totals = totalsOf(pairs, method, 1);
    const scores: PairScore[] = [];
    for (const group of microBatches(
        pairs.map((pair) => pairText(pair)),
        pairs.map((_, i) => i),
    ))
        scores.push(
            ...(await step.score(
                group.map((i) => pairs[i] as TokenPair),
                await baseOf(group),
                totals,
            )),
        );
    return summarise(scores);
}

/** Sums up scores whose losses are shares of one total. */
export function summarise(scores: readonly PairScore[]): PairMetrics {
    const ratios = scores.map(({ logRatio }) => logRatio.chosen - logRatio.rejected);
    const margins = scores.map(({ loss }) => loss.margin);
    const preferenceLoss = sum(scores.map(({ loss }) => loss.preference));
    return {
        pairs: scores.length,
        loss: preferenceLoss + sum(scores.map(({ loss }) => loss.regularization)),
        preferenceLoss,
        likelihoodLoss: sum(scores.map(({ loss }) => loss.likelihood ?? 0)),
        rewardAccuracy: accuracy(margins),
        policyAccuracy: accuracy(ratios),
        meanMargin: sum(margins) / scores.length,
        meanLogRatioMargin: sum(ratios) / scores.length,
    };
}

/** Share of positive margins; a tie counts half. */
export function accuracy(margins: readonly number[]): number {
    return sum(margins.map((m) => (m > 0 ? 1 : m === 0 ? 0.5 : 0))) / margins.length;
}

function sum(values: readonly number[]): number {
    return values.reduce((total, x) => total + x, 0);
}
