/** A made-up measurement of a training run that went well. */
import type { Assessment } from "../../main/engine/contract.ts";

export const effect = {
    answers: 40,
    preferredBefore: 0.2,
    preferredAfter: 0.9,
    meanTokensBefore: 30,
    meanTokensAfter: 12,
    unfinishedBefore: 0.025,
    unfinishedAfter: 0,
};
export const learned: Assessment = {
    heldOut: { pairs: 100, accuracy: 0.97, low: 0.915, high: 0.994, margin: 3.2 },
    samples: [],
    effect,
    judgeAccuracy: 0.95,
    knowledge: { questions: 200, before: 0.975, after: 0.97 },
};
