/**
 * Final hidden states of a packed batch under several stacks of adapters: the base runs once, each adapter once, and
 * every stack is a mixture of them (stack.ts). Weights and α₀ are part of the mixture, so a stack that differs in
 * these alone costs no pass. Not the output matrix (stackScorer.ts, stackDrift.ts).
 */
import { type StackEntry, type StackFactors, stackFactors } from "../inference/stack.ts";
import type { Adapter } from "../model/adapterFile.ts";
import { LoraWeights } from "../model/lora.ts";
import type { Packing } from "../model/packing.ts";
import { StatesPass } from "../model/statesPass.ts";
import type { Model } from "../model/weights.ts";

/** States of one batch. */
export interface BatchStates {
    /** [hidden, m] */
    base: Float32Array;
    /** per stack the policy's: W u are its logits up to a constant per row [hidden, m] */
    policies: Float32Array[];
    /** the states of one adapter's own model [hidden, m] */
    of(adapter: Adapter): Float32Array;
}

/** Computes the states of given stacks. */
export class StackStates {
    readonly #stacks: readonly (readonly StackEntry[])[];
    readonly #factors: readonly StackFactors[];
    readonly #adapters: readonly Adapter[];
    readonly #loras: readonly LoraWeights[];
    readonly #states: StatesPass;

    constructor(model: Model, stacks: readonly (readonly StackEntry[])[]) {
        this.#stacks = stacks.map((stack) => stack.filter(({ weight }) => weight !== 0));
        this.#factors = this.#stacks.map((stack) =>
            stackFactors(stack.map(({ adapter, weight }) => ({ rule: adapter.rule, weight }))),
        );
        const adapters = this.#stacks.flatMap((stack) => stack.map(({ adapter }) => adapter));
        this.#adapters = adapters.filter((adapter, i) => adapters.findIndex((a) => same(a, adapter)) === i);
        this.#loras = this.#adapters.map((adapter) => upload(model, adapter));
        this.#states = new StatesPass(model);
    }

    /** The stacks without what has weight 0. */
    get stacks(): readonly (readonly StackEntry[])[] {
        return this.#stacks;
    }

    /** Runs base and adapters over a batch. */
    async run(packing: Packing): Promise<BatchStates> {
        const base = await this.#states.run(packing);
        const states: Float32Array[] = [];
        for (const lora of this.#loras) states.push(await this.#states.run(packing, lora.layers));
        const of = (adapter: Adapter) =>
            states[this.#adapters.findIndex((a) => same(a, adapter))] as Float32Array;
        const policies = this.#stacks.map((stack, k) => {
            const { base: share, adapters } = this.#factors[k] as StackFactors;
            if (stack.length === 0) return base;
            const own = stack.map(({ adapter }) => of(adapter));
            if (share === 0 && own.length === 1 && adapters[0] === 1) return own[0] as Float32Array;
            return mix([base, ...own], [share, ...adapters]);
        });
        return { base, policies, of };
    }

    /** Frees adapters and buffers. */
    dispose(): void {
        for (const lora of this.#loras) lora.dispose();
        this.#states.dispose();
    }
}

/** Whether two adapters have the same matrices, whatever their rules. */
function same(a: Adapter, b: Adapter): boolean {
    return a.values === b.values;
}

function upload(model: Model, adapter: Adapter): LoraWeights {
    const lora = new LoraWeights(model.device, model.config.layers, adapter.matrices, adapter.alpha);
    lora.upload(adapter.values);
    return lora;
}

/** Σ_k factor_k · array_k. */
export function mix(arrays: readonly Float32Array[], factors: readonly number[]): Float32Array {
    const sum = new Float32Array((arrays[0] as Float32Array).length);
    arrays.forEach((array, k) => {
        const factor = factors[k] as number;
        if (factor !== 0)
            for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + factor * (array[i] as number);
    });
    return sum;
}
