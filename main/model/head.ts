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
    /** log Σ_v exp(logit_v) [n] */
    logSumExp: Tensor;
    /** the logit of the given token [n] */
    logit: Tensor;
    /** index of the largest logit, I32 [n] */
    best: Tensor;
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
    const best = g.argmax(logits); // [n]
    return {
        logSumExp: logSumExp(g, logits, p, best),
        logit: pick(g, logits, tokens),
        best,
        expectedRow: withGradient ? expectedRow(g, output, p) : undefined,
    };
}

/** log Σ exp of logits [vocabulary, n], from their softmax p and largest: [n]; p at its maximum never underflows. */
function logSumExp(g: Graph, logits: Tensor, p: Tensor, best: Tensor): Tensor {
    return g.sub(pick(g, logits, best), g.log(pick(g, p, best)));
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
