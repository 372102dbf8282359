/**
 * The output matrix, used so that no [vocabulary × tokens] matrix of a whole batch ever exists:
 * per position only the log-sum-exp of the logits, single logits, and the expected output row come out.
 *
 * Because the output matrix W is linear, logits of a policy that mixes several models need ONE product:
 * Σ c_k · (W h_k) = W · Σ c_k h_k.
 */
import type { Graph } from "../ggml/graph.ts";
import type { Tensor } from "../ggml/tensor.ts";
import { product } from "./layout.ts";
import type { OutputWeight } from "./weights.ts";

/** What `policyHead` computes for n positions. */
export interface HeadResult {
    /** log Σ_v exp(logit_v) [n]; not to be used where the token is `tooUnlikely` */
    logSumExp: Tensor;
    /** the logit of the given token [n] */
    logit: Tensor;
    /** Σ_v softmax_v · W_v [hidden, n]: the gradient of logSumExp with respect to u */
    expectedRow?: Tensor;
}

/**
 * @param u final hidden state of the policy [hidden, n]
 * @param tokens I32 [n], one token per position
 * @param withGradient also compute the expected output row (needs the transposed matrix)
 */
export function policyHead(
    g: Graph,
    output: OutputWeight,
    u: Tensor,
    tokens: Tensor,
    withGradient: boolean,
): HeadResult {
    const logits = product(g, output.matrix, u); // [vocabulary, n]
    const p = g.softMax(logits, null, 1); // [vocabulary, n]
    return {
        logSumExp: logSumExp(g, logits, p, tokens),
        logit: pick(g, logits, tokens),
        expectedRow: withGradient ? expectedRow(g, output, p) : undefined,
    };
}

/**
 * Below this log-probability a float is too small to tell log Σ exp from: then `safeLogSumExp` does. Not always, since
 * the largest of each column is searched on one thread (3 % of a training step).
 */
export const tooUnlikely = -80;

/** log Σ_v exp(logit_v) [n], whatever the logits. @param u final hidden states [hidden, n] */
export function safeLogSumExp(g: Graph, output: OutputWeight, u: Tensor): Tensor {
    const logits = product(g, output.matrix, u); // [vocabulary, n]
    return logSumExp(g, logits, g.softMax(logits, null, 1), g.argmax(logits));
}

/** log Σ exp of logits [vocabulary, n] from their softmax p, by tokens that p gives a probability: [n]. */
function logSumExp(g: Graph, logits: Tensor, p: Tensor, tokens: Tensor): Tensor {
    return g.sub(pick(g, logits, tokens), g.log(pick(g, p, tokens)));
}

/** One value per column of [vocabulary, n]: [n]. */
function pick(g: Graph, values: Tensor, rows: Tensor): Tensor {
    const n = values.ne[1];
    const columns = g.reshape(values, [1, values.ne[0], n]);
    return g.reshape(g.getRows(columns, g.reshape(rows, [1, n])), [n]);
}

/** How far two policies are apart in n positions. */
export interface HeadDivergence {
    /** KL(softmax(W u) ‖ softmax(W b)) in nats [n] */
    divergence: Tensor;
    /** their likeliest tokens, I32 [n] each */
    best: Tensor;
    otherBest: Tensor;
}

/**
 * KL = Σ_v p_v (x_v − y_v) − log Σ exp x + log Σ exp y, x = W u, y = W b, p = softmax(x).
 * @param u final hidden state of the policy [hidden, n]
 * @param b of the policy that it is compared with [hidden, n]
 */
export function policyDivergence(g: Graph, output: OutputWeight, u: Tensor, b: Tensor): HeadDivergence {
    const n = u.ne[1];
    const [x, y] = [product(g, output.matrix, u), product(g, output.matrix, b)]; // [vocabulary, n] each
    const p = g.softMax(x, null, 1); // [vocabulary, n]
    const [best, otherBest] = [g.argmax(x), g.argmax(y)]; // [n]
    const gap = g.sub(x, y); // [vocabulary, n]
    const expected = g.reshape(g.sumRows(g.mul(p, gap)), [n]); // Σ p (x − y) [n]
    const [norm, otherNorm] = [logSumExp(g, x, p, best), logSumExp(g, y, g.softMax(y, null, 1), otherBest)];
    return { divergence: g.add(g.sub(expected, norm), otherNorm), best, otherBest };
}

function expectedRow(g: Graph, output: OutputWeight, p: Tensor): Tensor {
    if (!output.transposed) throw new Error("the model was loaded without transposed weights");
    return product(g, output.transposed, p); // [hidden, n]
}

/** The rows of the output matrix that belong to tokens (I32 [n]): [hidden, n]. */
export function outputRows(g: Graph, output: OutputWeight, tokens: Tensor): Tensor {
    return g.getRows(output.rows, tokens);
}
