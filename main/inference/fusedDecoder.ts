/**
 * Decoding with a base model and any number of weighted adapters in one pass: one column of columnDecoder.ts, where
 * the work is described.
 */
import type { Model } from "../model/weights.ts";
import { ColumnDecoder } from "./columnDecoder.ts";
import type { StackEntry } from "./stack.ts";

/** A decoder for one stack; weights may change while it lives. */
export class FusedDecoder {
    readonly #columns: ColumnDecoder;

    /** @param contextLength most tokens of prompt and answer */
    constructor(model: Model, stack: readonly StackEntry[], contextLength: number) {
        this.#columns = new ColumnDecoder(model, [stack], contextLength);
    }

    /** Most tokens of prompt and answer. */
    get contextLength(): number {
        return this.#columns.contextLength;
    }

    /** How many tokens are in the cache. */
    get length(): number {
        return this.#columns.length(0);
    }

    /** Changes the weights; the cache is kept where the same rows are still needed. */
    setWeights(weights: readonly number[]): void {
        this.#columns.setWeights([weights]);
    }

    /**
     * The policy's logits for the token after `tokens`. What the cache shares with them is not computed again.
     * @returns [vocabulary], up to a constant
     * @throws StudioError `context-full` when the tokens do not fit; `interrupted` when the signal aborts
     */
    async logits(tokens: readonly number[], signal?: AbortSignal): Promise<Float32Array> {
        const [logits] = await this.#columns.logits([tokens], signal);
        return logits as Float32Array;
    }

    /** Bytes of caches and compute buffers. */
    bytes(): number {
        return this.#columns.bytes();
    }

    /** Frees caches and buffers. */
    dispose(): void {
        this.#columns.dispose();
    }
}
