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

    /**
     * Values of some texts; runs the base for those that are not kept, each text by itself: rounding depends on the
     * company in a packed pass, and a resumed run, with an empty cache, has to see the very same values.
     */
    async of(indices: readonly number[]): Promise<BaseValues[]> {
        const found: BaseValues[] = [];
        for (const index of indices) {
            const values = this.#values.get(index) ?? (await this.#compute(index));
            found.push(values);
        }
        return found;
    }

    async #compute(index: number): Promise<BaseValues> {
        const [values] = (await this.#step.base([this.#trees[index] as TextTree])) as [BaseValues];
        this.#keep(index, values);
        return values;
    }

    #keep(index: number, values: BaseValues): void {
        const bytes = 8 * 3 * values.action.length + (values.hidden?.byteLength ?? 0);
        if (bytes > this.#bytesLeft) return;
        this.#bytesLeft -= bytes;
        this.#values.set(index, values);
    }
}
