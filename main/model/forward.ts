/**
 * The forward pass of a decoder block, in the order of the maths; the same for training, scoring and decoding,
 * which differ only in how they attend.
 * Not attention itself (attention.ts, kvCache.ts) and not the output matrix (head.ts).
 */
import type { Graph } from "../ggml/graph.ts";
import type { Tensor } from "../ggml/tensor.ts";
import type { ModelConfig } from "./architectures.ts";
import { gated } from "./gated.ts";
import { type LoraLayer, type LowRank, linear, linearSite } from "./lora.ts";
import type { LayerWeights, Model } from "./weights.ts";

/** What a block needs besides its weights and its input. */
export interface BlockContext {
    config: ModelConfig;
    /** which block, for what differs between them */
    layer: number;
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
    attentionInput: Tensor; // [hidden, n] after the norm on the input
    q: Tensor; // [D·H, n] before norm and rotation
    k: Tensor; // [D·K, n]
    v: Tensor; // [D·K, n]
    query: Tensor; // [D, H, n] after norm and rotation
    key: Tensor; // [D, K, n]
    value: Tensor; // [D, K, n]
    attention: { out: Tensor } & A;
    o: Tensor; // [hidden, n] before the norm on the output
    middle: Tensor; // [hidden, n] after the first residual addition
    feedForwardInput: Tensor; // [hidden, n] after the norm on the input
    gate: Tensor; // [feedForward, n]
    up: Tensor; // [feedForward, n]
    activation: Tensor; // [feedForward, n]
    down: Tensor; // [hidden, n] before the norm on the output
    y: Tensor; // [hidden, n] the block's output
    low: LowRank;
}

/** Token ids (I32 [n]) → the first block's input [hidden, n]. */
export function embed(g: Graph, model: Model, tokens: Tensor): Tensor {
    return scaled(g, g.getRows(model.embedding, tokens), model.config.embeddingScale);
}

/** RMS norm with its weight: x [hidden, n]. Without a weight: x itself, since the family has no norm there. */
export function norm(g: Graph, config: ModelConfig, x: Tensor, weight: Tensor | undefined): Tensor {
    return weight ? g.mul(g.rmsNorm(x, config.rmsEpsilon), weight) : x;
}

/** The last block's output → the states that the output matrix turns into logits [hidden, n]. */
export function finalStates(g: Graph, model: Model, x: Tensor): Tensor {
    // The factor on the logits stands before the output matrix, so that all that is made of the states has it.
    return scaled(g, norm(g, model.config, x, model.outputNorm), model.config.logitScale);
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
    const qkv = linearSite(g, config, weights, "qkv", attentionInput, lora, dropout.attentionInput);
    const [q, k, v] = qkv.y as [Tensor, Tensor, Tensor]; // [D·H|K, n]
    const query = rotate(g, context, q, weights.queryNorm); // [D, H, n]
    const key = rotate(g, context, k, weights.keyNorm); // [D, K, n]
    const value = byHead(g, v, config.headSize); // [D, K, n]
    const attention = attend(query, key, value); // [D·H, n]
    const o = linear(g, w.o, attention.out, lora.o, dropout.attentionOutput); // [hidden, n]
    const middle = addToStream(g, config, x, o.y, weights.attentionPostNorm); // [hidden, n]

    const feedForwardInput = norm(g, config, middle, weights.feedForwardNorm); // [hidden, n]
    const gateUp = linearSite(
        g,
        config,
        weights,
        "gate_up",
        feedForwardInput,
        lora,
        dropout.feedForwardInput,
    );
    const [gate, up] = gateUp.y as [Tensor, Tensor]; // [feedForward, n]
    const activation = gated(g, config.architecture, gate, up); // [feedForward, n]
    const down = linear(g, w.down, activation, lora.down, dropout.activation); // [hidden, n]
    const y = addToStream(g, config, middle, down.y, weights.feedForwardPostNorm); // [hidden, n]

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
        o: o.y,
        middle,
        feedForwardInput,
        gate,
        up,
        activation,
        down: down.y,
        y,
        low: {
            ...qkv.low,
            ...gateUp.low,
            ...(o.low && { o: o.low }),
            ...(down.low && { down: down.low }),
        },
    };
}

/** stream + residual scale · norm(part), all [hidden, n]. */
function addToStream(g: Graph, config: ModelConfig, stream: Tensor, part: Tensor, weight?: Tensor): Tensor {
    return g.add(stream, scaled(g, norm(g, config, part, weight), config.residualScale));
}

/** factor · x; nothing is computed where the factor is 1. */
export function scaled(g: Graph, x: Tensor, factor: number): Tensor {
    return factor === 1 ? x : g.scale(x, factor);
}

/** [D·heads, n] → [D, heads, n]. */
export function byHead(g: Graph, x: Tensor, headSize: number): Tensor {
    return g.view(x, [headSize, x.ne[0] / headSize, x.ne[1]], [headSize * x.nb[0], x.nb[1], x.nb[2]], 0);
}

/** Norm of queries or keys and rotary embedding, as far as the block has them: [D·heads, n] → [D, heads, n]. */
function rotate(g: Graph, context: BlockContext, x: Tensor, weight?: Tensor): Tensor {
    const { config, layer, positions, ropeFactors, rows = 1 } = context;
    const heads = byHead(g, x, config.headSize); // [D, heads, n]
    const normed = weight ? g.reshape(norm(g, config, byHead(g, x, weight.ne[0]), weight), heads.ne) : heads;
    const rope = config.attention[layer]?.rope;
    if (!rope) return normed;
    if (rows === 1) return g.rope(normed, positions, ropeFactors, rope);
    const n = normed.ne[2] / rows;
    const byRow = g.view(
        normed,
        [normed.ne[0], normed.ne[1], n, rows],
        [normed.nb[1], normed.nb[2], n * normed.nb[2]],
        0,
    );
    return g.reshape(g.rope(byRow, positions, ropeFactors, rope), normed.ne); // the rows share their positions
}
