/**
 * A packed batch as inputs of a graph, and the model's body over it: token ids → hidden states of the rows
 * that predict something. Not the output matrix (head.ts) and not what is done with the states.
 */
import type { Graph } from "../ggml/graph.ts";
import { setTensor } from "../ggml/scheduler.ts";
import { GgmlType, type Tensor } from "../ggml/tensor.ts";
import { type AttentionBlock, attend } from "./attention.ts";
import type { PackedActivations } from "./backward.ts";
import { type BlockContext, block, type DropoutMasks, embed, finalStates } from "./forward.ts";
import type { LoraLayer } from "./lora.ts";
import { type Packing, windowMask } from "./packing.ts";
import type { LayerWeights, Model } from "./weights.ts";

/** What one block of the model reads of a packed batch. */
export interface PackedLayer {
    context: BlockContext;
    blocks: readonly AttentionBlock[];
}

/** A mask with its values; blocks of the model with the same window share it. */
interface Mask {
    tensor: Tensor;
    values: Float32Array;
}

/** The inputs of a packed batch in a graph. */
export class PackedInputs {
    readonly tokens: Tensor; // I32 [n]
    readonly rows: Tensor; // I32 [m]
    /** per block of the model */
    readonly layers: readonly PackedLayer[];
    readonly #positions: Tensor; // I32 [n]
    readonly #packing: Packing;
    readonly #masks: readonly Mask[];

    constructor(g: Graph, model: Model, packing: Packing) {
        this.#packing = packing;
        this.tokens = g.keptInput(GgmlType.I32, [packing.tokens.length]);
        this.rows = g.keptInput(GgmlType.I32, [packing.rows.length]);
        this.#positions = g.keptInput(GgmlType.I32, [packing.positions.length]);
        const masks = new Map<Float32Array, Mask>();
        const blocks = new Map<number | undefined, AttentionBlock[]>();
        for (const { window } of model.config.attention)
            if (!blocks.has(window)) blocks.set(window, maskedBlocks(g, packing, window, masks));
        this.#masks = [...masks.values()];
        const ropeFactors = model.ropeFactors(longestText(packing));
        this.layers = model.config.attention.map(({ window }, layer) => ({
            context: { config: model.config, layer, positions: this.#positions, ropeFactors },
            blocks: blocks.get(window) as AttentionBlock[],
        }));
    }

    /** Writes the batch into the allocated inputs. */
    fill(model: Model): void {
        const f = model.device.functions;
        setTensor(f, this.tokens, this.#packing.tokens);
        setTensor(f, this.#positions, this.#packing.positions);
        setTensor(f, this.rows, this.#packing.rows);
        for (const { tensor, values } of this.#masks) setTensor(f, tensor, values);
    }

    /** The same inputs as leaves of a later graph. */
    aliasIn(g: Graph): { layers: PackedLayer[]; rows: Tensor } {
        const positions = g.alias(this.#positions);
        const masks = new Map(this.#masks.map(({ tensor }) => [tensor, g.alias(tensor)]));
        return {
            layers: this.layers.map(({ context, blocks }) => ({
                context: { ...context, positions },
                blocks: blocks.map((b) => ({ ...b, mask: masks.get(b.mask) as Tensor })),
            })),
            rows: g.alias(this.rows),
        };
    }
}

/** The batch's blocks as a window sees them; equal masks are one input. */
function maskedBlocks(
    g: Graph,
    packing: Packing,
    window: number | undefined,
    masks: Map<Float32Array, Mask>,
): AttentionBlock[] {
    return packing.blocks.map((block) => {
        const values = window === undefined ? block.mask : windowMask(packing, block, window);
        const mask = masks.get(values) ?? {
            tensor: g.keptInput(GgmlType.F32, [values.length / block.span.count, block.span.count]),
            values,
        };
        masks.set(values, mask);
        return { span: block.span, prefix: block.prefix, mask: mask.tensor };
    });
}

/** Tokens of the longest text of a batch, prompt and answer together. */
function longestText({ positions }: Packing): number {
    return positions.reduce((longest, position) => Math.max(longest, position + 1), 0);
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
        const packed = inputs.layers[layer] as PackedLayer;
        const activations = packedBlock(g, packed, weights, x, lora?.[layer], dropout?.[layer]);
        onBlock?.(layer, activations);
        x = activations.y;
    });
    return x;
}

/** One block over a packed batch. */
export function packedBlock(
    g: Graph,
    { context, blocks }: PackedLayer,
    weights: LayerWeights,
    x: Tensor,
    lora?: LoraLayer,
    dropout?: DropoutMasks,
): PackedActivations {
    const scale = context.config.attentionScale;
    return block(g, context, weights, x, (q, k, v) => attend(g, q, k, v, blocks, scale), lora, dropout);
}

/** The final states at the rows: body output [hidden, n] → { raw, h } [hidden, m] each. */
export function rowStates(g: Graph, model: Model, x: Tensor, rows: Tensor): { raw: Tensor; h: Tensor } {
    const raw = g.getRows(x, rows); // [hidden, m]
    return { raw, h: finalStates(g, model, raw) };
}
