/**
 * How far several stacks have moved from the base on given texts, token by token and by the whole vocabulary:
 * KL(π ‖ π₀), and how often both find the same token likeliest. On the base's own answers this is the change where
 * nobody asked for one.
 */
import type { StackEntry } from "../inference/stack.ts";
import { DivergencePass } from "../model/divergencePass.ts";
import { pack, type TextTree } from "../model/packing.ts";
import type { Model } from "../model/weights.ts";
import { StackStates } from "./stackStates.ts";

/** Drift of one stack over the tokens of one branch. */
export interface BranchDrift {
    tokens: number;
    /** Σ_t KL(π(·|s_t) ‖ π₀(·|s_t)) in nats */
    divergence: number;
    /** states in which both have the same likeliest token */
    agreement: number;
}

/** Measures drift of given stacks. */
export class StackDrift {
    readonly #states: StackStates;
    readonly #head: DivergencePass;
    readonly #size: number;

    constructor(model: Model, stacks: readonly (readonly StackEntry[])[]) {
        this.#states = new StackStates(model, stacks);
        this.#head = new DivergencePass(model);
        this.#size = model.config.hidden;
    }

    /** Measures one packed pass: per tree the drift of every stack, over all its branches. */
    async measure(trees: readonly TextTree[]): Promise<BranchDrift[][]> {
        const packing = pack(trees, 0);
        const states = await this.#states.run(packing);
        const drifts: BranchDrift[][] = trees.map(() =>
            states.policies.map(() => ({ tokens: 0, divergence: 0, agreement: 0 })),
        );
        // only the states before a token, not the one after the end
        const rows = packing.branches.flatMap(({ item, firstRow, length }) =>
            Array.from({ length }, (_, i) => ({ item, row: firstRow + i })),
        );
        const base = this.#gather(states.base, rows);
        for (const [k, u] of states.policies.entries()) {
            const { divergence, best, otherBest } = await this.#head.run(this.#gather(u, rows), base);
            rows.forEach(({ item }, i) => {
                const drift = drifts[item]?.[k] as BranchDrift;
                drift.tokens++;
                drift.divergence += divergence[i] as number;
                if (best[i] === otherBest[i]) drift.agreement++;
            });
        }
        return drifts;
    }

    #gather(states: Float32Array, rows: readonly { row: number }[]): Float32Array {
        const size = this.#size;
        const part = new Float32Array(rows.length * size);
        rows.forEach(({ row }, i) => {
            part.set(states.subarray(row * size, (row + 1) * size), i * size);
        });
        return part;
    }

    /** Frees adapters and buffers. */
    dispose(): void {
        this.#states.dispose();
        this.#head.dispose();
    }
}
