/**
 * Log-probabilities of given answers under several stacks of adapters and under the bare base, and the adapters'
 * rewards. The same numbers as decoding would give; not sampling.
 */
import type { StackEntry } from "../inference/stack.ts";
import { HeadPass, type HeadValues } from "../model/headPass.ts";
import { type BranchRows, type Packing, pack, type TextTree } from "../model/packing.ts";
import type { Model } from "../model/weights.ts";
import { type BatchStates, mix, StackStates } from "./stackStates.ts";

/** How likely one answer is. */
export interface BranchScores {
    tokens: number;
    /** Σ log π₀ of the base */
    base: number;
    stacks: StackScore[];
}

/** How likely one answer is under one stack. */
export interface StackScore {
    /** Σ log π of the stack's policy */
    policy: number;
    /** Σ_k w_k Σ_t r_k of the Q-adapters (paper.md 1.5); undefined if there is none in the stack */
    reward?: number;
}

/** Tokens of one packed pass. */
const passTokens = 512;

/** Scores answers for given stacks. */
export class StackScorer {
    readonly #states: StackStates;
    readonly #head: HeadPass;
    readonly #endToken: number;
    readonly #size: number;

    /** @param endToken stands after the end of an answer */
    constructor(model: Model, stacks: readonly (readonly StackEntry[])[], endToken: number) {
        this.#states = new StackStates(model, stacks);
        this.#head = new HeadPass(model);
        this.#endToken = endToken;
        this.#size = model.config.hidden;
    }

    /**
     * Scores every branch of every tree of one packed pass. What shares a pass decides about rounding: for results
     * that can be repeated, cut texts with `packedPasses`.
     */
    async score(trees: readonly TextTree[], withRewards = true): Promise<BranchScores[][]> {
        const packing = pack(trees, this.#endToken);
        const states = await this.#states.run(packing);
        const heads = new Map<Float32Array, HeadValues>();
        const head = async (u: Float32Array) => {
            const known = heads.get(u) ?? (await this.#head.run(u, packing.actions, false));
            heads.set(u, known);
            return known;
        };
        const base = await head(states.base);
        const scores: BranchScores[][] = trees.map(() => []);
        for (const branch of packing.branches)
            scores[branch.item]?.push({ tokens: branch.length, base: sum(branch, base), stacks: [] });
        for (const [k, u] of states.policies.entries()) {
            const policy = await head(u);
            const rewards = withRewards ? await this.#rewards(packing, k, states, head) : undefined;
            for (const branch of packing.branches)
                scores[branch.item]?.[branch.branch]?.stacks.push({
                    policy: sum(branch, policy),
                    reward: rewards && sumRows(branch, rewards),
                });
        }
        return scores;
    }

    /** Weighted rewards per row of a stack, r_t = Q(s_t, a_t) − γ V(s_{t+1}), with V = 0 after the last token. */
    async #rewards(
        packing: Packing,
        stack: number,
        states: BatchStates,
        head: (u: Float32Array) => Promise<HeadValues>,
    ): Promise<Float64Array | undefined> {
        const size = this.#size;
        const base = await head(states.base);
        let total: Float64Array | undefined;
        for (const { adapter, weight } of this.#states.stacks[stack] ?? []) {
            const { method, origin, alpha0, alphaTilde, gamma } = adapter.rule;
            if (method !== "q-adapter") continue;
            const h = states.of(adapter);
            const share = alpha0 - (origin === "residual" ? 1 : 0);
            const own = share === 0 && alphaTilde === 1;
            const values = await head(own ? h : mix([h, states.base], [1 / alphaTilde, share / alphaTilde]));
            total ??= new Float64Array(packing.rows.length);
            for (const { firstRow, length } of packing.branches)
                for (let row = firstRow; row < firstRow + length; row++) {
                    const q =
                        dot(values.tokenRow, h, row, size) -
                        (origin === "residual" ? dot(values.tokenRow, states.base, row, size) : 0);
                    const next = row + 1;
                    const isLast = next === firstRow + length;
                    const v = isLast
                        ? 0
                        : alphaTilde * (values.logSumExp[next] as number) -
                          alpha0 * (base.logSumExp[next] as number);
                    total[row] = (total[row] as number) + weight * (q - gamma * v);
                }
        }
        return total;
    }

    /** Frees adapters and buffers. */
    dispose(): void {
        this.#states.dispose();
        this.#head.dispose();
    }
}

/** Cuts texts into packed passes, in order; the same texts are always cut the same way. */
export function packedPasses<Tree extends TextTree>(trees: readonly Tree[]): Tree[][] {
    return cutByTokens(trees, treeTokens);
}

/** Cuts things made of texts into packed passes; what one thing is made of stays together. */
export function cutByTokens<Thing>(things: readonly Thing[], tokensOf: (thing: Thing) => number): Thing[][] {
    const groups: Thing[][] = [];
    let size = Number.POSITIVE_INFINITY;
    for (const thing of things) {
        const tokens = tokensOf(thing);
        if (size + tokens > passTokens) {
            groups.push([]);
            size = 0;
        }
        groups.at(-1)?.push(thing);
        size += tokens;
    }
    return groups;
}

/** Tokens of a text with its branches. */
export function treeTokens({ prompt, branches }: TextTree): number {
    return branches.reduce((total, branch) => total + branch.length, prompt.length);
}

/** Σ log-probabilities of a branch. */
function sum({ firstRow, length }: BranchRows, { logit, logSumExp }: HeadValues): number {
    let total = 0;
    for (let row = firstRow; row < firstRow + length; row++)
        total += (logit[row] as number) - (logSumExp[row] as number);
    return total;
}

function sumRows({ firstRow, length }: BranchRows, values: Float64Array): number {
    return values.subarray(firstRow, firstRow + length).reduce((total, x) => total + x, 0);
}

function dot(a: Float32Array, b: Float32Array, row: number, size: number): number {
    let total = 0;
    for (let j = row * size; j < (row + 1) * size; j++) total += (a[j] as number) * (b[j] as number);
    return total;
}
