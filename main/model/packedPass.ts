/**
 * A packed batch as inputs of a graph, and the model's body over it: token ids → hidden states of the rows
 * that predict something. Not the output matrix (head.ts) and not what is done with the states.
 */
import type { Graph } from "../ggml/graph.ts";
import { setTensor } from "../ggml/scheduler.ts";
import { GgmlType, type Tensor } from "../ggml/tensor.ts";
import { type AttentionBlock, attend } from "./attention.ts";
import type { PackedActivations } from "./backward.ts";
import { type BlockContext, block, type DropoutMasks, embed, norm } from "./forward.ts";
import type { LoraLayer } from "./lora.ts";
import type { Packing } from "./packing.ts";
import type { Model } from "./weights.ts";

/** The inputs of a packed batch in a graph. */
export class PackedInputs {
    readonly tokens: Tensor; // I32 [n]
    readonly rows: Tensor; // I32 [m]
    readonly blocks: readonly AttentionBlock[];
    readonly context: BlockContext;
    readonly #packing: Packing;

    constructor(g: Graph, model: Model, packing: Packing) {
        this.#packing = packing;
        this.tokens = g.keptInput(GgmlType.I32, [packing.tokens.length]);
        this.rows = g.keptInput(GgmlType.I32, [packing.rows.length]);
        const positions = g.keptInput(GgmlType.I32, [packing.positions.length]);
        this.context = { config: model.config, positions, ropeFactors: model.ropeFactors };
        this.blocks = packing.blocks.map(({ span, prefix, mask }) => ({
            span,
            prefix,
            mask: g.keptInput(GgmlType.F32, [mask.length / span.count, span.count]),
        }));
    }

    /** Writes the batch into the allocated inputs. */
    fill(model: Model): void {
        const f = model.device.functions;
        setTensor(f, this.tokens, this.#packing.tokens);
        setTensor(f, this.context.positions, this.#packing.positions);
        setTensor(f, this.rows, this.#packing.rows);
        this.blocks.forEach(({ mask }, i) => {
            setTensor(f, mask, (this.#packing.blocks[i] as { mask: Float32Array }).mask);
        });
    }

    /** The same inputs as leaves of a later graph. */
    aliasIn(g: Graph): { context: BlockContext; blocks: AttentionBlock[]; rows: Tensor } {
        return {
            context: { ...this.context, positions: g.alias(this.context.positions) },
            blocks: this.blocks.map((b) => ({ ...b, mask: g.alias(b.mask) })),
            rows: g.alias(this.rows),
        };
    }
}

/**
 * Runs all blocks: → the last block's output [hidden, n].
 * @param lora per block, absent for the bare base model
 * @param onBlock sees every block's activations as they are built
 */
export function packedBody(
    g: Graph,
    model: Model,
    inputs: PackedInputs,
    lora?: readonly LoraLayer[],
    dropout?: readonly DropoutMasks[],
    onBlock?: (layer: number, activations: PackedActivations) => void,
): Tensor {
    let x = embed(g, model, inputs.tokens); // [hidden, n]
    model.layers.forEach((weights, layer) => {
        const activations = packedBlock(
            g,
            inputs.context,
            inputs.blocks,
            weights,
            x,
            lora?.[layer],
            dropout?.[layer],
        );
        onBlock?.(layer, activations);
        x = activations.y;
    });
    return x;
}

/** One block over a packed batch. */
export function packedBlock(
    g: Graph,
    context: BlockContext,
    blocks: readonly AttentionBlock[],
    weights: Model["layers"][number],
    x: Tensor,
    lora?: LoraLayer,
    dropout?: DropoutMasks,
): PackedActivations {
    return block(g, context, weights, x, (q, k, v) => attend(g, q, k, v, blocks), lora, dropout);
}

/** The final norm at the rows: body output [hidden, n] → { raw, h } [hidden, m] each. */
export function rowStates(g: Graph, model: Model, x: Tensor, rows: Tensor): { raw: Tensor; h: Tensor } {
    const raw = g.getRows(x, rows); // [hidden, m]
    return { raw, h: norm(g, model.config, raw, model.outputNorm) };
}
