/**
 * Hidden states of a packed batch, without gradients: for the frozen base, for scoring, for evaluation.
 */
import { Graph } from "../ggml/graph.ts";
import { getInto, Scheduler } from "../ggml/scheduler.ts";
import type { LoraLayer } from "./lora.ts";
import { PackedInputs, packedBody, rowStates } from "./packedPass.ts";
import type { Packing } from "./packing.ts";
import type { Model } from "./weights.ts";

/** Upper bound of the graph nodes of a packed pass. */
export function packedGraphCapacity(model: Model, packing: Packing, passes: number): number {
    return 256 + passes * model.config.layers * (160 + 40 * packing.blocks.length);
}

/** Runs packed batches through the model's body. */
export class StatesPass {
    readonly #model: Model;
    #scheduler: Scheduler | undefined;
    #capacity = 0;

    constructor(model: Model) {
        this.#model = model;
    }

    /** Final hidden states (after the output norm) of the batch's rows: [hidden, m], hidden fastest. */
    async run(packing: Packing, lora?: readonly LoraLayer[]): Promise<Float32Array> {
        const f = this.#model.device.functions;
        const g = new Graph(f, packedGraphCapacity(this.#model, packing, 1));
        try {
            const inputs = new PackedInputs(g, this.#model, packing);
            const { h } = rowStates(g, this.#model, packedBody(g, this.#model, inputs, lora), inputs.rows);
            g.keep(h);
            const scheduler = this.#schedulerFor(g.capacity);
            scheduler.allocate(g);
            inputs.fill(this.#model);
            await scheduler.compute();
            const states = new Float32Array(this.#model.config.hidden * packing.rows.length);
            getInto(f, h, states);
            return states;
        } finally {
            g.dispose();
        }
    }

    #schedulerFor(capacity: number): Scheduler {
        if (!this.#scheduler || this.#capacity < capacity) {
            this.#scheduler?.dispose();
            this.#scheduler = new Scheduler(this.#model.device, capacity);
            this.#capacity = capacity;
        }
        return this.#scheduler;
    }

    /** Bytes of the compute buffers. */
    bufferBytes(): number {
        return this.#scheduler?.bufferBytes() ?? 0;
    }

    /** Frees the compute buffers. */
    dispose(): void {
        this.#scheduler?.dispose();
        this.#scheduler = undefined;
    }
}
