/**
 * Supervised fine-tuning on the chosen answers: the mean of −log π over all their tokens in the batch. Rejected
 * answers are not looked at. There is no reference: nothing ties the adapter to the base.
 */
import {
    type BranchGradient,
    type BranchValues,
    type LossMethod,
    logProbabilities,
    logRatio,
    noGradient,
    plainValues,
} from "./loss.ts";

/** Makes the loss. */
export function sftLoss(): LossMethod {
    return {
        rule: plainValues,
        sides: ["chosen"],
        countActions: (side, length) => (side === "chosen" ? length : 0),
        evaluate: ({ chosen, rejected }, { actions }) => {
            const { loss, gradient } = imitate(chosen, 1 / actions);
            return {
                preference: loss,
                regularization: 0,
                margin: logRatio(chosen) - logRatio(rejected),
                chosen: gradient,
                rejected: noGradient(rejected),
            };
        },
        retain: (text) => ({ loss: 0, gradient: noGradient(text) }),
    };
}

/** weight · Σ −log π of a text's tokens, with its gradient. */
export function imitate(text: BranchValues, weight: number): { loss: number; gradient: BranchGradient } {
    const { dq, dv } = noGradient(text);
    dq.fill(-weight, 0, -1);
    dv.fill(weight, 0, -1);
    return { loss: -weight * logProbabilities(text).reduce((sum, x) => sum + x, 0), gradient: { dq, dv } };
}
