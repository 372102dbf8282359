/**
 * How far a policy has moved from the base where it should not have to: the divergence of their first answer tokens.
 * Not a judgement of answers.
 */
import type { FusedDecoder } from "../inference/fusedDecoder.ts";

/** Mean over prompts of KL(π ‖ π₀) of the first answer token, in nats. @param prompts token ids */
export async function firstTokenDrift(
    policy: FusedDecoder,
    base: FusedDecoder,
    prompts: readonly (readonly number[])[],
    signal?: AbortSignal,
): Promise<number> {
    let total = 0;
    for (const prompt of prompts)
        total += divergence(await policy.logits(prompt, signal), await base.logits(prompt, signal));
    return total / prompts.length;
}

/** KL(softmax(p) ‖ softmax(q)) of two rows of logits. */
export function divergence(p: Float32Array, q: Float32Array): number {
    const [a, b] = [logSumExp(p), logSumExp(q)];
    let sum = 0;
    for (let i = 0; i < p.length; i++) {
        const logP = (p[i] as number) - a;
        sum += Math.exp(logP) * (logP - ((q[i] as number) - b));
    }
    return sum;
}

function logSumExp(logits: Float32Array): number {
    const largest = logits.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY);
    return largest + Math.log(logits.reduce((sum, x) => sum + Math.exp(x - largest), 0));
}
