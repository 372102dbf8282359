/**
 * The output matrix, used so that no [vocabulary × tokens] matrix of a whole batch ever exists:
 * per position only the log-sum-exp of the logits, single logits, and the expected output row come out.
 *
 * Because the output matrix W is linear, logits of a policy that mixes several models need ONE product:
 * Σ c_k · (W h_k) = W · Σ c_k h_k.
 */
import type { Graph } from "../ggml/graph.ts";
import type { Tensor } from "../ggml/tensor.ts";
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
    const n = u.ne[1];
    const logits = g.mulMat(output.w, u); // [vocabulary, n]
    const p = g.softMax(logits, null, 1); // [vocabulary, n]
    const best = g.argmax(logits); // [n]
    const logSumExp = g.sub(pick(g, logits, best), g.log(pick(g, p, best))); // [n]; p at its maximum never underflows
    return {
        logSumExp,
        logit: pick(g, logits, tokens),
        best,
        expectedRow: withGradient ? expectedRow(g, output, p) : undefined,
    };

    function pick(graph: Graph, values: Tensor, rows: Tensor): Tensor {
        const columns = graph.reshape(values, [1, values.ne[0], n]);
        return graph.reshape(graph.getRows(columns, graph.reshape(rows, [1, n])), [n]); // [n]
    }
}

function expectedRow(g: Graph, output: OutputWeight, p: Tensor): Tensor {
    if (!output.transposed) throw new Error("the model was loaded without transposed weights");
    return g.mulMat(output.transposed, p); // [hidden, n]
}

/** The rows of the output matrix that belong to tokens (I32 [n]): [hidden, n]. */
export function outputRows(g: Graph, output: OutputWeight, tokens: Tensor): Tensor {
    return g.getRows(output.w, tokens);
}
