/**
 * Direct preference optimisation (Rafailov et al. 2023), sigmoid form without label smoothing:
 *
 *   loss = mean over pairs of −log σ(β Σ_w (log π − log π₀) − β Σ_l (log π − log π₀))
 *
 * with sums over the tokens of the chosen (w) and the rejected (l) answer. π is softmax(adapter logits); π₀ is the
 * reference, the frozen base unless the run says otherwise. β Σ (log π − log π₀) is the implicit reward.
 */
import {
    type BranchGradient,
    type BranchValues,
    type LossMethod,
    logRatio,
    negativeLogSigmoid,
    noGradient,
    plainValues,
    sigmoid,
} from "./loss.ts";

/** Makes the loss. */
export function dpoLoss({ beta }: { beta: number }): LossMethod {
    return {
        rule: plainValues,
        sides: ["chosen", "rejected"],
        countActions: (_side, length) => length,
        evaluate: ({ chosen, rejected }, { pairs }) => {
            const margin = beta * (logRatio(chosen) - logRatio(rejected));
            const push = (-beta * sigmoid(-margin)) / pairs;
            return {
                preference: negativeLogSigmoid(margin) / pairs,
                regularization: 0,
                margin,
                chosen: gradient(chosen, push),
                rejected: gradient(rejected, -push),
            };
        },
        retain: (text) => ({ loss: 0, gradient: noGradient(text) }),
    };
}

/** d loss / d q and d v, given d loss / d log π of each token. */
function gradient(branch: BranchValues, push: number): BranchGradient {
    const { dq, dv } = noGradient(branch);
    dq.fill(push, 0, -1);
    dv.fill(-push, 0, -1);
    return { dq, dv };
}
