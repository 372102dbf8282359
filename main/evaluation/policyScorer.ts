/**
 * Log-probabilities of given answers under one stack of adapters and under the bare base: stackScorer.ts for one stack.
 */
import type { StackEntry } from "../inference/stack.ts";
import type { TextTree } from "../model/packing.ts";
import type { Model } from "../model/weights.ts";
import { packedPasses, type StackScore, StackScorer } from "./stackScorer.ts";

/** How likely one answer is. */
export interface BranchScore extends StackScore {
    tokens: number;
    /** Σ log π₀ of the base */
    base: number;
}

/** Scores answers for one stack. */
export class PolicyScorer {
    readonly #scorer: StackScorer;

    /** @param endToken stands after the end of an answer */
    constructor(model: Model, stack: readonly StackEntry[], endToken: number) {
        this.#scorer = new StackScorer(model, [stack], endToken);
    }

    /** Scores every branch of every tree, in order. `onProgress` is awaited, so that more urgent work can go first. */
    async score(
        trees: readonly TextTree[],
        onProgress?: (done: number) => void | Promise<void>,
        signal?: AbortSignal,
    ): Promise<BranchScore[][]> {
        const results: BranchScore[][] = [];
        for (const group of packedPasses(trees)) {
            signal?.throwIfAborted();
            for (const branches of await this.#scorer.score(group))
                results.push(
                    branches.map(({ tokens, base, stacks: [stack] }) => ({
                        tokens,
                        base,
                        ...(stack as StackScore),
                    })),
                );
            await onProgress?.(results.length);
        }
        return results;
    }

    /** Frees adapters and buffers. */
    dispose(): void {
        this.#scorer.dispose();
    }
}
