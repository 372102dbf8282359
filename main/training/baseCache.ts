/**
 * What the frozen base says about each text, computed once and kept within a memory budget.
 */
import type { TextTree } from "../model/packing.ts";
import type { BaseValues, PairStep } from "./pairStep.ts";

/** Base values of a list of texts, by index. */
export class BaseCache {
    readonly #step: PairStep;
    readonly #trees: readonly TextTree[];
    readonly #values = new Map<number, BaseValues>();
    #bytesLeft: number;

    constructor(step: PairStep, trees: readonly TextTree[], budgetBytes: number) {
        this.#step = step;
        this.#trees = trees;
        this.#bytesLeft = budgetBytes;
    }

    /** Values of some texts; runs the base for those that are not kept. */
    async of(indices: readonly number[]): Promise<BaseValues[]> {
        const missing = indices.filter((i) => !this.#values.has(i));
        const fresh = missing.length
            ? await this.#step.base(missing.map((i) => this.#trees[i] as TextTree))
            : [];
        const computed = new Map(missing.map((i, j) => [i, fresh[j] as BaseValues]));
        for (const [i, values] of computed) this.#keep(i, values);
        return indices.map((i) => (this.#values.get(i) ?? computed.get(i)) as BaseValues);
    }

    #keep(index: number, values: BaseValues): void {
        const bytes = 8 * 3 * values.action.length + (values.hidden?.byteLength ?? 0);
        if (bytes > this.#bytesLeft) return;
        this.#bytesLeft -= bytes;
        this.#values.set(index, values);
    }
}
