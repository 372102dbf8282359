/**
 * The backward pass of a decoder block, written out by hand in the reverse order of forward.ts.
 * Base weights are frozen: only inputs and LoRA matrices get gradients.
 */
import type { Graph } from "../ggml/graph.ts";
import type { Tensor } from "../ggml/tensor.ts";
import type { LinearTarget, ModelConfig } from "./architectures.ts";
import { type AttentionBlock, attendBack } from "./attention.ts";
import { type BlockActivations, type BlockContext, byHead, type DropoutMasks } from "./forward.ts";
import { type LinearGradients, type LoraLayer, linearBack } from "./lora.ts";
import type { LayerWeights } from "./weights.ts";

/** Gradients of one block. */
export interface BlockGradients {
    dx: Tensor; // [hidden, n]
    lora: Partial<Record<LinearTarget, { da: Tensor; db: Tensor }>>;
}

/** Activations of a block whose attention ran over packed blocks. */
export type PackedActivations = BlockActivations<{ probabilities: Tensor[] }>;

/**
 * Gradients of `block` with respect to its input and its adapters.
 * @param dy [hidden, n]
 */
export function blockBack(
    g: Graph,
    context: BlockContext,
    weights: LayerWeights,
    dy: Tensor,
    saved: PackedActivations,
    blocks: readonly AttentionBlock[],
    lora: LoraLayer = {},
    dropout: DropoutMasks = {},
): BlockGradients {
    const { config } = context;
    const w = weights.linear;
    const gradients: BlockGradients["lora"] = {};
    const collect = (target: LinearTarget, { dx, da, db }: LinearGradients): Tensor => {
        if (da && db) gradients[target] = { da, db };
        return dx;
    };

    const dActivation = collect(
        "down",
        linearBack(g, w.down, dy, saved.activation, lora.down, saved.down.low, dropout.activation),
    ); // [feedForward, n]
    const dGate = g.siluBack(g.mul(dActivation, saved.up.y), saved.gate.y); // [feedForward, n]
    const dUp = g.mul(dActivation, g.silu(saved.gate.y)); // [feedForward, n]
    const dFeedForwardInput = g.add(
        collect(
            "gate",
            linearBack(
                g,
                w.gate,
                dGate,
                saved.feedForwardInput,
                lora.gate,
                saved.gate.low,
                dropout.feedForwardInput,
            ),
        ),
        collect(
            "up",
            linearBack(g, w.up, dUp, saved.feedForwardInput, lora.up, saved.up.low, dropout.feedForwardInput),
        ),
    ); // [hidden, n]
    const dMiddle = g.add(dy, normBack(g, config, dFeedForwardInput, saved.middle, weights.feedForwardNorm)); // [hidden,n]

    const dAttention = collect(
        "o",
        linearBack(g, w.o, dMiddle, saved.attention.out, lora.o, saved.o.low, dropout.attentionOutput),
    ); // [D·H, n]
    const { dq, dk, dv } = attendBack(
        g,
        dAttention,
        saved.query,
        saved.key,
        saved.value,
        blocks,
        saved.attention.probabilities,
    );
    const dQ = rotateBack(g, context, dq, saved.q.y, weights.queryNorm); // [D·H, n]
    const dK = rotateBack(g, context, dk, saved.k.y, weights.keyNorm); // [D·K, n]
    const dV = g.reshape(dv, [...saved.v.y.ne]); // [D·K, n]
    const dInput = [
        linearBack(g, w.q, dQ, saved.attentionInput, lora.q, saved.q.low, dropout.attentionInput),
        linearBack(g, w.k, dK, saved.attentionInput, lora.k, saved.k.low, dropout.attentionInput),
        linearBack(g, w.v, dV, saved.attentionInput, lora.v, saved.v.low, dropout.attentionInput),
    ]
        .map((result, i) => collect((["q", "k", "v"] as const)[i] as LinearTarget, result))
        .reduce((a, b) => g.add(a, b)); // [hidden, n]
    const dx = g.add(dMiddle, normBack(g, config, dInput, saved.x, weights.attentionNorm)); // [hidden, n]
    return { dx, lora: gradients };
}

/** Gradient of `norm` with respect to x. */
export function normBack(g: Graph, config: ModelConfig, dy: Tensor, x: Tensor, weight: Tensor): Tensor {
    return g.rmsNormBack(g.mul(dy, weight), x, config.rmsEpsilon);
}

/** Gradient of rotation and per-head norm: dy [D, heads, n], raw [D·heads, n] → [D·heads, n]. */
function rotateBack(
    g: Graph,
    { config, positions, ropeFactors }: BlockContext,
    dy: Tensor,
    raw: Tensor,
    weight?: Tensor,
): Tensor {
    const dNormed = g.ropeBack(dy, positions, ropeFactors, config.rope);
    const dRaw = weight ? normBack(g, config, dNormed, byHead(g, raw, config.headSize), weight) : dNormed;
    return g.reshape(dRaw, [...raw.ne]);
}
