/**
 * The backward pass of a decoder block, written out by hand in the reverse order of forward.ts.
 * Base weights are frozen: only inputs and LoRA matrices get gradients.
 */
import type { Graph } from "../ggml/graph.ts";
import type { Tensor } from "../ggml/tensor.ts";
import type { ModelConfig } from "./architectures.ts";
import { type AttentionBlock, attendBack } from "./attention.ts";
import { type BlockActivations, type BlockContext, byHead, type DropoutMasks, scaled } from "./forward.ts";
import { gatedBack } from "./gated.ts";
import { type LinearGradients, type LoraLayer, linearBack, linearSiteBack } from "./lora.ts";
import type { LinearTarget } from "./targets.ts";
import type { LayerWeights, Model } from "./weights.ts";

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
    const { low } = saved;
    const gradients: BlockGradients["lora"] = {};
    const collect = (target: LinearTarget, { dx, da, db }: LinearGradients): Tensor => {
        if (da && db) gradients[target] = { da, db };
        return dx;
    };
    const collectSite = ({ dx, targets }: ReturnType<typeof linearSiteBack>): Tensor => {
        for (const [target, result] of targets) collect(target, result);
        return dx;
    };

    const dDown = addedBack(g, config, dy, saved.down, weights.feedForwardPostNorm); // [hidden, n]
    const dActivation = collect(
        "down",
        linearBack(g, w.down, dDown, saved.activation, lora.down, low.down, dropout.activation),
    ); // [feedForward, n]
    const { dGate, dUp } = gatedBack(g, config.architecture, dActivation, saved.gate, saved.up); // [feedForward, n]
    const dFeedForwardInput = collectSite(
        linearSiteBack(
            g,
            weights,
            "gate_up",
            [dGate, dUp],
            saved.feedForwardInput,
            lora,
            low,
            dropout.feedForwardInput,
        ),
    ); // [hidden, n]
    const dMiddle = g.add(dy, normBack(g, config, dFeedForwardInput, saved.middle, weights.feedForwardNorm)); // [hidden,n]

    const dO = addedBack(g, config, dMiddle, saved.o, weights.attentionPostNorm); // [hidden, n]
    const dAttention = collect(
        "o",
        linearBack(g, w.o, dO, saved.attention.out, lora.o, low.o, dropout.attentionOutput),
    ); // [D·H, n]
    const { dq, dk, dv } = attendBack(
        g,
        dAttention,
        saved.query,
        saved.key,
        saved.value,
        blocks,
        saved.attention.probabilities,
        config.attentionScale,
    );
    const dQ = rotateBack(g, context, dq, saved.q, weights.queryNorm); // [D·H, n]
    const dK = rotateBack(g, context, dk, saved.k, weights.keyNorm); // [D·K, n]
    const dV = g.reshape(dv, saved.v.ne); // [D·K, n]
    const dAttentionInput = collectSite(
        linearSiteBack(
            g,
            weights,
            "qkv",
            [dQ, dK, dV],
            saved.attentionInput,
            lora,
            low,
            dropout.attentionInput,
        ),
    ); // [hidden, n]
    const dx = g.add(dMiddle, normBack(g, config, dAttentionInput, saved.x, weights.attentionNorm)); // [hidden, n]
    return { dx, lora: gradients };
}

/** Gradient of `norm` with respect to x. */
export function normBack(
    g: Graph,
    config: ModelConfig,
    dy: Tensor,
    x: Tensor,
    weight: Tensor | undefined,
): Tensor {
    return weight ? g.rmsNormBack(g.mul(dy, weight), x, config.rmsEpsilon) : dy;
}

/** Gradient of `finalStates` with respect to x, all [hidden, n]. */
export function finalStatesBack(g: Graph, model: Model, dh: Tensor, x: Tensor): Tensor {
    return normBack(g, model.config, scaled(g, dh, model.config.logitScale), x, model.outputNorm);
}

/** Gradient of what was added to the stream with respect to `part`, before its norm and scale: [hidden, n]. */
function addedBack(g: Graph, config: ModelConfig, dy: Tensor, part: Tensor, weight?: Tensor): Tensor {
    return normBack(g, config, scaled(g, dy, config.residualScale), part, weight);
}

/** Gradient of rotation and norm: dy [D, heads, n], raw [D·heads, n] → [D·heads, n]. */
function rotateBack(g: Graph, context: BlockContext, dy: Tensor, raw: Tensor, weight?: Tensor): Tensor {
    const { config, layer, positions, ropeFactors } = context;
    const rope = config.attention[layer]?.rope;
    const dNormed = rope ? g.ropeBack(dy, positions, ropeFactors, rope) : dy; // [D, heads, n]
    if (!weight) return g.reshape(dNormed, raw.ne);
    const groups = byHead(g, raw, weight.ne[0]); // [D, heads, n], or [D·heads, 1, n]
    return g.reshape(normBack(g, config, g.reshape(dNormed, groups.ne), groups, weight), raw.ne);
}
