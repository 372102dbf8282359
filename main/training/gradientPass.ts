/**
 * One micro-batch of training: the adapter's forward pass with what the backward pass needs,
 * then the hand-written backward pass from the gradient of the final hidden states down to the LoRA matrices.
 * Not the loss (losses/), not the optimiser.
 */
import { Graph } from "../ggml/graph.ts";
import { getInto, Scheduler, setTensor } from "../ggml/scheduler.ts";
import { GgmlType, type Tensor } from "../ggml/tensor.ts";
import { blockBack, finalStatesBack, type PackedActivations } from "../model/backward.ts";
import { type DropoutMasks, norm } from "../model/forward.ts";
import { gated } from "../model/gated.ts";
import type { LoraWeights } from "../model/lora.ts";
import { PackedInputs, type PackedLayer, packedBlock, packedBody, rowStates } from "../model/packedPass.ts";
import type { Packing } from "../model/packing.ts";
import { packedGraphCapacity } from "../model/statesPass.ts";
import type { LayerWeights, Model } from "../model/weights.ts";
import { Dropout } from "./dropout.ts";

interface ForwardState {
    graph: Graph;
    inputs: PackedInputs;
    packing: Packing;
    dropout: Dropout | undefined;
    /** per block: what was kept; only `x` when blocks are recomputed */
    kept: PackedActivations[];
    x: Tensor; // [hidden, n] the last block's output
    raw: Tensor; // [hidden, m] its rows, before the output norm
}

/** [D, heads, n] → [D·heads, n]; heads lie side by side, columns may have gaps. */
function flat(g: Graph, x: Tensor): Tensor {
    return g.view(x, [x.ne[0] * x.ne[1], x.ne[2]], [x.nb[2], x.nb[3], x.nb[3]], 0);
}

/** The gradient of every LoRA matrix, in the order of `LoraWeights.matrices`. */
export type Gradients = readonly Float32Array[];

/** Forward and backward over packed micro-batches for one adapter. */
export class GradientPass {
    readonly #model: Model;
    readonly #lora: LoraWeights;
    readonly #recompute: boolean;
    #schedulers: { forward: Scheduler; backward: Scheduler; capacity: number } | undefined;
    #state: ForwardState | undefined;

    /** @param recompute keep only block inputs and compute the rest again: less memory, about a third more time */
    constructor(model: Model, lora: LoraWeights, recompute: boolean) {
        this.#model = model;
        this.#lora = lora;
        this.#recompute = recompute;
    }

    /**
     * Forward pass; keeps what `backward` needs until the next call.
     * @returns final hidden states of the rows [hidden, m]
     */
    async forward(packing: Packing, dropout?: { rate: number; seed: number }): Promise<Float32Array> {
        this.#state?.graph.dispose();
        const model = this.#model;
        const capacity = packedGraphCapacity(model, packing, 3);
        const g = new Graph(model.device.functions, capacity);
        const inputs = new PackedInputs(g, model, packing);
        const masks = dropout?.rate
            ? new Dropout(g, model.config, this.#lora, packing.tokens.length)
            : undefined;
        const kept: PackedActivations[] = [];
        const x = packedBody(g, model, inputs, this.#lora.layers, masks?.layers, (layer, activations) => {
            kept[layer] = activations;
            this.#keep(g, activations, model.layers[layer] as LayerWeights);
        });
        g.keep(x);
        const { raw, h } = rowStates(g, model, x, inputs.rows);
        g.keep(raw);
        g.keep(h);
        const { forward } = this.#schedulersFor(capacity);
        forward.allocate(g);
        inputs.fill(model);
        if (dropout) masks?.fill(model.device.functions, dropout.rate, dropout.seed);
        await forward.compute();
        this.#state = { graph: g, inputs, packing, dropout: masks, kept, x, raw };
        const states = new Float32Array(model.config.hidden * packing.rows.length);
        getInto(model.device.functions, h, states);
        return states;
    }

    #keep(g: Graph, a: PackedActivations, weights: LayerWeights): void {
        g.keep(a.x);
        if (this.#recompute) return;
        for (const tensor of [a.query, a.key, a.value, a.attention.out, a.middle, a.gate, a.up])
            g.keep(tensor);
        for (const tensor of a.attention.probabilities) g.keep(tensor);
        for (const low of Object.values(a.low)) g.keep(low);
        if (weights.queryNorm) for (const tensor of [a.q, a.k]) g.keep(tensor);
        if (weights.attentionPostNorm) g.keep(a.o);
        if (weights.feedForwardPostNorm) g.keep(a.down);
    }

    /**
     * Backward pass of the last `forward`, added to `gradients`.
     * @param dh gradient of the loss with respect to the rows' states [hidden, m]
     * @param scale what dh was multiplied with, to keep small numbers representable in quantised products
     */
    async backward(dh: Float32Array, scale: number, gradients: Gradients): Promise<void> {
        const state = this.#state;
        const model = this.#model;
        if (!state) throw new Error("backward before forward");
        const { backward, capacity } = this.#schedulersFor(0);
        const g = new Graph(model.device.functions, capacity);
        try {
            const { layers, rows } = state.inputs.aliasIn(g);
            const dropout = state.dropout?.aliasIn(g);
            const input = g.input(GgmlType.F32, [model.config.hidden, state.packing.rows.length]);
            const dRaw = finalStatesBack(g, model, input, g.alias(state.raw)); // [hidden, m]
            let dx = g.getRowsBack(dRaw, rows, g.alias(state.x)); // [hidden, n]
            const results = new Map<string, Tensor>();
            for (let layer = model.config.layers - 1; layer >= this.#lowestLayer(); layer--) {
                const weights = model.layers[layer] as LayerWeights;
                const lora = this.#lora.layers[layer];
                const packed = layers[layer] as PackedLayer;
                const saved = this.#restore(
                    g,
                    packed,
                    layer,
                    state.kept[layer] as PackedActivations,
                    dropout?.[layer],
                );
                const { context, blocks } = packed;
                const back = blockBack(g, context, weights, dx, saved, blocks, lora, dropout?.[layer]);
                for (const [target, { da, db }] of Object.entries(back.lora)) {
                    results.set(`${layer} ${target} a`, g.keep(da));
                    results.set(`${layer} ${target} b`, g.keep(db));
                }
                dx = back.dx;
            }
            backward.allocate(g);
            setTensor(model.device.functions, input, dh);
            await backward.compute();
            this.#collect(results, 1 / scale, gradients);
        } finally {
            g.dispose();
        }
    }

    /** The activations of a block as leaves of the backward graph; cheap ones are computed again. */
    #restore(
        g: Graph,
        packed: PackedLayer,
        layer: number,
        kept: PackedActivations,
        dropout?: DropoutMasks,
    ): PackedActivations {
        const weights = this.#model.layers[layer] as LayerWeights;
        const x = g.alias(kept.x);
        if (this.#recompute) return packedBlock(g, packed, weights, x, this.#lora.layers[layer], dropout);
        const { config } = this.#model;
        const [query, key, value] = [g.alias(kept.query), g.alias(kept.key), g.alias(kept.value)];
        const raw = (result: Tensor, rotated: Tensor, normed: Tensor | undefined) =>
            normed ? g.alias(result) : flat(g, rotated);
        const middle = g.alias(kept.middle);
        const [gate, up] = [g.alias(kept.gate), g.alias(kept.up)];
        return {
            ...kept,
            x,
            attentionInput: norm(g, config, x, weights.attentionNorm),
            q: raw(kept.q, query, weights.queryNorm),
            k: raw(kept.k, key, weights.keyNorm),
            v: raw(kept.v, value, undefined),
            query,
            key,
            value,
            attention: {
                out: g.alias(kept.attention.out),
                probabilities: kept.attention.probabilities.map((p) => g.alias(p)),
            },
            o: weights.attentionPostNorm ? g.alias(kept.o) : kept.o,
            middle,
            feedForwardInput: norm(g, config, middle, weights.feedForwardNorm),
            gate,
            up,
            activation: gated(g, config.architecture, gate, up),
            down: weights.feedForwardPostNorm ? g.alias(kept.down) : kept.down,
            low: Object.fromEntries(Object.entries(kept.low).map(([target, low]) => [target, g.alias(low)])),
        };
    }

    #lowestLayer(): number {
        return this.#lora.layers.findIndex((layer) => Object.keys(layer).length > 0);
    }

    #collect(results: ReadonlyMap<string, Tensor>, factor: number, gradients: Gradients): void {
        this.#lora.matrices.forEach((matrix, i) => {
            const { layer, target, kind } = matrix;
            const values = this.#lora.read(results.get(`${layer} ${target} ${kind}`) as Tensor, matrix);
            const into = gradients[i] as Float32Array;
            for (let j = 0; j < values.length; j++)
                into[j] = (into[j] as number) + factor * (values[j] as number);
        });
    }

    #schedulersFor(capacity: number): { forward: Scheduler; backward: Scheduler; capacity: number } {
        if (!this.#schedulers || this.#schedulers.capacity < capacity) {
            this.#disposeSchedulers();
            const { device } = this.#model;
            this.#schedulers = {
                forward: new Scheduler(device, capacity),
                backward: new Scheduler(device, capacity),
                capacity,
            };
        }
        return this.#schedulers;
    }

    /** Bytes of the compute buffers. */
    bufferBytes(): number {
        return (
            (this.#schedulers?.forward.bufferBytes() ?? 0) + (this.#schedulers?.backward.bufferBytes() ?? 0)
        );
    }

    #disposeSchedulers(): void {
        this.#schedulers?.forward.dispose();
        this.#schedulers?.backward.dispose();
        this.#schedulers = undefined;
    }

    /** Frees graphs and compute buffers. */
    dispose(): void {
        this.#state?.graph.dispose();
        this.#state = undefined;
        this.#disposeSchedulers();
    }
}
