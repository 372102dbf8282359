/**
 * Log-probabilities of given answers under a stack of adapters and under the bare base, and the adapters' rewards.
 * The same numbers as decoding would give; not sampling.
 */

import { type StackEntry, stackFactors } from "../inference/stack.ts";
import type { Adapter } from "../model/adapterFile.ts";
import { HeadPass, type HeadValues } from "../model/headPass.ts";
import { LoraWeights } from "../model/lora.ts";
import { type BranchRows, type Packing, pack, type TextTree } from "../model/packing.ts";
import { StatesPass } from "../model/statesPass.ts";
import type { Model } from "../model/weights.ts";

/** How likely one answer is. */
export interface BranchScore {
    tokens: number;
    /** Σ log π of the stack's policy */
    policy: number;
    /** Σ log π₀ of the base */
    base: number;
    /** Σ_k w_k Σ_t r_k of the Q-adapters (paper.md 1.5); undefined if there is none in the stack */
    reward?: number;
}

/** Tokens of one packed pass. */
const passTokens = 512;

/** Scores answers for one stack. */
export class PolicyScorer {
    readonly #model: Model;
    readonly #stack: readonly StackEntry[];
    readonly #loras: readonly LoraWeights[];
    readonly #states: StatesPass;
    readonly #head: HeadPass;
    readonly #endToken: number;

    /** @param endToken stands after the end of an answer */
    constructor(model: Model, stack: readonly StackEntry[], endToken: number) {
        this.#model = model;
        this.#stack = stack.filter(({ weight }) => weight !== 0);
        this.#loras = this.#stack.map(({ adapter }) => upload(model, adapter));
        this.#states = new StatesPass(model);
        this.#head = new HeadPass(model);
        this.#endToken = endToken;
    }

    /** Scores every branch of every tree, in order. */
    async score(
        trees: readonly TextTree[],
        onProgress?: (done: number) => void,
        signal?: AbortSignal,
    ): Promise<BranchScore[][]> {
        const results: BranchScore[][] = [];
        for (const group of groups(trees)) {
            signal?.throwIfAborted();
            results.push(...(await this.#scorePacked(group)));
            onProgress?.(results.length);
        }
        return results;
    }

    async #scorePacked(trees: readonly TextTree[]): Promise<BranchScore[][]> {
        const packing = pack(trees, this.#endToken);
        const baseStates = await this.#states.run(packing);
        const base = await this.#head.run(baseStates, packing.actions, false);
        const states: Float32Array[] = [];
        for (const lora of this.#loras) states.push(await this.#states.run(packing, lora.layers));
        const policy = states.length ? await this.#policyHead(packing, baseStates, states) : base;
        const rewards = await this.#rewards(packing, baseStates, base, states);
        const scores: BranchScore[][] = trees.map(() => []);
        for (const branch of packing.branches)
            scores[branch.item]?.push(summarise(branch, policy, base, rewards));
        return scores;
    }

    async #policyHead(
        packing: Packing,
        base: Float32Array,
        states: readonly Float32Array[],
    ): Promise<HeadValues> {
        const factors = stackFactors(
            this.#stack.map(({ adapter, weight }) => ({ rule: adapter.rule, weight })),
        );
        const u = base.map((x, i) =>
            states.reduce(
                (sum, h, k) => sum + (factors.adapters[k] as number) * (h[i] as number),
                factors.base * x,
            ),
        );
        return this.#head.run(u, packing.actions, false);
    }

    /** Weighted rewards per row, r_t = Q(s_t, a_t) − γ V(s_{t+1}), with V = 0 after the last token. */
    async #rewards(
        packing: Packing,
        baseStates: Float32Array,
        base: HeadValues,
        states: readonly Float32Array[],
    ): Promise<Float64Array | undefined> {
        const size = this.#model.config.hidden;
        let total: Float64Array | undefined;
        for (const [k, { adapter, weight }] of this.#stack.entries()) {
            const { method, origin, alpha0, alphaTilde, gamma } = adapter.rule;
            if (method !== "q-adapter") continue;
            const h = states[k] as Float32Array;
            const share = alpha0 - (origin === "residual" ? 1 : 0);
            const u = h.map((x, i) => (x + share * (baseStates[i] as number)) / alphaTilde);
            const head = await this.#head.run(u, packing.actions, false);
            total ??= new Float64Array(packing.rows.length);
            for (const { firstRow, length } of packing.branches)
                for (let row = firstRow; row < firstRow + length; row++) {
                    const q =
                        dot(head.tokenRow, h, row, size) -
                        (origin === "residual" ? dot(head.tokenRow, baseStates, row, size) : 0);
                    const next = row + 1;
                    const isLast = next === firstRow + length;
                    const v = isLast
                        ? 0
                        : alphaTilde * (head.logSumExp[next] as number) -
                          alpha0 * (base.logSumExp[next] as number);
                    total[row] = (total[row] as number) + weight * (q - gamma * v);
                }
        }
        return total;
    }

    /** Frees adapters and buffers. */
    dispose(): void {
        for (const lora of this.#loras) lora.dispose();
        this.#states.dispose();
        this.#head.dispose();
    }
}

function upload(model: Model, adapter: Adapter): LoraWeights {
    const lora = new LoraWeights(model.device, model.config.layers, adapter.matrices, adapter.alpha);
    lora.upload(adapter.values);
    return lora;
}

function* groups(trees: readonly TextTree[]): Generator<TextTree[]> {
    let group: TextTree[] = [];
    let size = 0;
    for (const tree of trees) {
        const tokens = tree.branches.reduce((sum, branch) => sum + branch.length, tree.prompt.length);
        if (group.length && size + tokens > passTokens) {
            yield group;
            group = [];
            size = 0;
        }
        group.push(tree);
        size += tokens;
    }
    if (group.length) yield group;
}

function summarise(
    { firstRow, length }: BranchRows,
    policy: HeadValues,
    base: HeadValues,
    rewards: Float64Array | undefined,
): BranchScore {
    const score: BranchScore = { tokens: length, policy: 0, base: 0, reward: rewards ? 0 : undefined };
    for (let row = firstRow; row < firstRow + length; row++) {
        const [p, b] = [policy, base].map(
            ({ logit, logSumExp }) => (logit[row] as number) - (logSumExp[row] as number),
        ) as [number, number];
        score.policy += p;
        score.base += b;
        if (rewards) score.reward = (score.reward as number) + (rewards[row] as number);
    }
    return score;
}

function dot(a: Float32Array, b: Float32Array, row: number, size: number): number {
    let sum = 0;
    for (let j = row * size; j < (row + 1) * size; j++) sum += (a[j] as number) * (b[j] as number);
    return sum;
}
