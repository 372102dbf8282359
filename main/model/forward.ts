/**
 * The forward pass of a decoder block, in the order of the maths; the same for training, scoring and decoding,
 * which differ only in how they attend.
 * Not attention itself (attention.ts, kvCache.ts) and not the output matrix (head.ts).
 */
import type { Graph } from "../ggml/graph.ts";
import type { Tensor } from "../ggml/tensor.ts";
import type { ModelConfig } from "./architectures.ts";
import { type LinearResult, type LoraLayer, linear } from "./lora.ts";
import type { LayerWeights, Model } from "./weights.ts";

/** What a block needs besides its weights and its input. */
export interface BlockContext {
    config: ModelConfig;
    /** I32 [tokens of one row] */
    positions: Tensor;
    ropeFactors: Tensor | null;
    /** rows of a fused batch: copies of the same tokens, one per model; default 1 */
    rows?: number;
}

/** Random zeros for the adapters' inputs, one mask per input of a block, each [inputs, tokens]. */
export interface DropoutMasks {
    attentionInput?: Tensor;
    attentionOutput?: Tensor;
    feedForwardInput?: Tensor;
    activation?: Tensor;
}

/** How queries [D, H, n], keys and values [D, K, n] become the attention's output [D·H, n]. */
export type Attend<A> = (q: Tensor, k: Tensor, v: Tensor) => { out: Tensor } & A;

/** Every intermediate result of a block that its backward pass may want. */
export interface BlockActivations<A> {
    x: Tensor; // [hidden, n] the block's input
    attentionInput: Tensor; // [hidden, n] after the first norm
    q: LinearResult; // [D·H, n] before norm and rotation
    k: LinearResult; // [D·K, n]
    v: LinearResult; // [D·K, n]
    query: Tensor; // [D, H, n] after norm and rotation
    key: Tensor; // [D, K, n]
    value: Tensor; // [D, K, n]
    attention: { out: Tensor } & A;
    o: LinearResult; // [hidden, n]
    middle: Tensor; // [hidden, n] after the first residual addition
    feedForwardInput: Tensor; // [hidden, n] after the second norm
    gate: LinearResult; // [feedForward, n]
    up: LinearResult; // [feedForward, n]
    activation: Tensor; // [feedForward, n]
    down: LinearResult; // [hidden, n]
    y: Tensor; // [hidden, n] the block's output
}

/** Token ids (I32 [n]) → the first block's input [hidden, n]. */
export function embed(g: Graph, model: Model, tokens: Tensor): Tensor {
    return g.getRows(model.embedding, tokens);
}

/** RMS norm with its weight: x [hidden, n]. */
export function norm(g: Graph, config: ModelConfig, x: Tensor, weight: Tensor): Tensor {
    return g.mul(g.rmsNorm(x, config.rmsEpsilon), weight);
}

/** One decoder block: x [hidden, n] → y [hidden, n]. */
export function block<A>(
    g: Graph,
    context: BlockContext,
    weights: LayerWeights,
    x: Tensor,
    attend: Attend<A>,
    lora: LoraLayer = {},
    dropout: DropoutMasks = {},
): BlockActivations<A> {
    const { config } = context;
    const w = weights.linear;
    const n = x.ne[1];

    const attentionInput = norm(g, config, x, weights.attentionNorm); // [hidden, n]
    const q = linear(g, w.q, attentionInput, lora.q, dropout.attentionInput); // [D·H, n]
    const k = linear(g, w.k, attentionInput, lora.k, dropout.attentionInput); // [D·K, n]
    const v = linear(g, w.v, attentionInput, lora.v, dropout.attentionInput); // [D·K, n]
    const query = rotate(g, context, g.reshape(q.y, [config.headSize, config.heads, n]), weights.queryNorm);
    const key = rotate(g, context, g.reshape(k.y, [config.headSize, config.kvHeads, n]), weights.keyNorm);
    const value = g.reshape(v.y, [config.headSize, config.kvHeads, n]); // [D, K, n]
    const attention = attend(query, key, value); // [D·H, n]
    const o = linear(g, w.o, attention.out, lora.o, dropout.attentionOutput); // [hidden, n]
    const middle = g.add(x, o.y); // [hidden, n]

    const feedForwardInput = norm(g, config, middle, weights.feedForwardNorm); // [hidden, n]
    const gate = linear(g, w.gate, feedForwardInput, lora.gate, dropout.feedForwardInput); // [feedForward, n]
    const up = linear(g, w.up, feedForwardInput, lora.up, dropout.feedForwardInput); // [feedForward, n]
    const activation = g.swiglu(gate.y, up.y); // [feedForward, n]
    const down = linear(g, w.down, activation, lora.down, dropout.activation); // [hidden, n]
    const y = g.add(middle, down.y); // [hidden, n]

    return {
        x,
        attentionInput,
        q,
        k,
        v,
        query,
        key,
        value,
        attention,
        o,
        middle,
        feedForwardInput,
        gate,
        up,
        activation,
        down,
        y,
    };
}

/** Per-head norm (where the family has one) and rotary embedding: [D, heads, n]. */
function rotate(g: Graph, { config, positions, ropeFactors, rows = 1 }: BlockContext, x: Tensor, weight?: Tensor): Tensor {
    const normed = weight ? norm(g, config, x, weight) : x;
    if (rows === 1) return g.rope(normed, positions, ropeFactors, config.rope);
    const byRow = g.reshape(normed, [x.ne[0], x.ne[1], x.ne[2] / rows, rows]); // the rows share their positions
    return g.reshape(g.rope(byRow, positions, ropeFactors, config.rope), [...x.ne]);
}
