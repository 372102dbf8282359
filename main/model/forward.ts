/**
 * The forward pass of a decoder block, in the order of the maths; the same for training, scoring and decoding,
 * which differ only in how they attend.
 * Not attention itself (attention.ts, kvCache.ts) and not the output matrix (head.ts).
 */
import type { Graph } from "../ggml/graph.ts";
import type { Tensor } from "../ggml/tensor.ts";
import type { ModelConfig } from "./architectures.ts";
import { type LinearResult, type LoraLayer, linear, linearSite } from "./lora.ts";
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

    const attentionInput = norm(g, config, x, weights.attentionNorm); // [hidden, n]
    const [q, k, v] = linearSite(g, weights, "qkv", attentionInput, lora, dropout.attentionInput) as Three; // [D·H|K, n]
    const query = rotate(g, context, byHead(g, q.y, config.headSize), weights.queryNorm); // [D, H, n]
    const key = rotate(g, context, byHead(g, k.y, config.headSize), weights.keyNorm); // [D, K, n]
    const value = byHead(g, v.y, config.headSize); // [D, K, n]
    const attention = attend(query, key, value); // [D·H, n]
    const o = linear(g, w.o, attention.out, lora.o, dropout.attentionOutput); // [hidden, n]
    const middle = g.add(x, o.y); // [hidden, n]

    const feedForwardInput = norm(g, config, middle, weights.feedForwardNorm); // [hidden, n]
    const [gate, up] = linearSite(
        g,
        weights,
        "gateUp",
        feedForwardInput,
        lora,
        dropout.feedForwardInput,
    ) as Three; // [feedForward, n]
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

type Three = [LinearResult, LinearResult, LinearResult];

/** [D·heads, n] → [D, heads, n]. */
export function byHead(g: Graph, x: Tensor, headSize: number): Tensor {
    return g.view(x, [headSize, x.ne[0] / headSize, x.ne[1]], [headSize * x.nb[0], x.nb[1], x.nb[2]], 0);
}

/** Per-head norm (where the family has one) and rotary embedding: [D, heads, n]. */
function rotate(
    g: Graph,
    { config, positions, ropeFactors, rows = 1 }: BlockContext,
    x: Tensor,
    weight?: Tensor,
): Tensor {
    const normed = weight ? norm(g, config, x, weight) : x;
    if (rows === 1) return g.rope(normed, positions, ropeFactors, config.rope);
    const n = x.ne[2] / rows;
    const byRow = g.view(
        normed,
        [x.ne[0], x.ne[1], n, rows],
        [normed.nb[1], normed.nb[2], n * normed.nb[2]],
        0,
    );
    return g.reshape(g.rope(byRow, positions, ropeFactors, config.rope), [...x.ne]); // the rows share their positions
}
