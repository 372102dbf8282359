/**
 * One micro-batch of preference pairs from token ids to loss and gradients:
 * base values (frozen, cacheable) → adapter's hidden states → q and v → loss → gradient of the hidden states → LoRA.
 * Not the loop over batches (trainAdapter.ts).
 */
import { HeadPass, type HeadValues } from "../model/headPass.ts";
import type { LoraWeights } from "../model/lora.ts";
import { type BranchRows, type Packing, pack } from "../model/packing.ts";
import { StatesPass } from "../model/statesPass.ts";
import type { Model } from "../model/weights.ts";
import { GradientPass, type Gradients } from "./gradientPass.ts";
import type { BatchTotals, BranchGradient, BranchValues, LossMethod, PairLoss } from "./losses/loss.ts";

/** A preference pair as token ids. */
export interface TokenPair {
    prompt: readonly number[];
    chosen: readonly number[];
    rejected: readonly number[];
    /** whether the answers end with an end-of-turn token */
    terminal: { chosen: boolean; rejected: boolean };
}

/** What the frozen base says about the rows of one pair; the same in every epoch. */
export interface BaseValues {
    /** logit of each row's action, from the exact output row [m] */
    action: Float64Array;
    /** log Σ exp of the logits [m] */
    logSumExp: Float64Array;
    /** log π₀(action) [m] */
    logProbability: Float64Array;
    /** final hidden states [hidden, m]; only for rules that mix base logits into the policy */
    hidden?: Float32Array;
}

/** Rewards and policy of one pair, for evaluation. */
export interface PairScore {
    loss: PairLoss;
    /** Σ (log π − log π₀) of the policy over the answer's tokens */
    logRatio: { chosen: number; rejected: number };
}

/** Runs micro-batches for one adapter and one training method. */
export class PairStep {
    readonly #model: Model;
    readonly #lora: LoraWeights;
    readonly #method: LossMethod;
    readonly #padToken: number;
    readonly #states: StatesPass;
    readonly #head: HeadPass;
    readonly #gradient: GradientPass;

    /** @param padToken stands after the end of an answer (end of text) */
    constructor(model: Model, lora: LoraWeights, method: LossMethod, padToken: number, recompute: boolean) {
        this.#model = model;
        this.#lora = lora;
        this.#method = method;
        this.#padToken = padToken;
        this.#states = new StatesPass(model);
        this.#head = new HeadPass(model);
        this.#gradient = new GradientPass(model, lora, recompute);
    }

    /** Whether the policy mixes in base logits beyond what Q takes away: then base hidden states are needed. */
    get needsBaseHidden(): boolean {
        return baseShare(this.#method) !== 0;
    }

    /** Runs the frozen base over pairs. */
    async base(pairs: readonly TokenPair[]): Promise<BaseValues[]> {
        const packing = packPairs(pairs, this.#padToken);
        const hidden = await this.#states.run(packing);
        const head = await this.#head.run(hidden, packing.actions, false);
        const size = this.#model.config.hidden;
        return pairs.map((_, i) => {
            const { from, count } = rowsOfPair(packing, i);
            const states = hidden.subarray(from * size, (from + count) * size);
            return {
                action: dots(head.tokenRow.subarray(from * size, (from + count) * size), states, size),
                logSumExp: Float64Array.from(head.logSumExp.subarray(from, from + count)),
                logProbability: Float64Array.from({ length: count }, (_, j) =>
                    logProbability(head, from + j),
                ),
                hidden: this.needsBaseHidden ? states.slice() : undefined,
            };
        });
    }

    /** Loss and gradients of pairs, added to `gradients`. */
    async train(
        pairs: readonly TokenPair[],
        base: readonly BaseValues[],
        totals: BatchTotals,
        gradients: Gradients,
        dropout?: { rate: number; seed: number },
    ): Promise<PairLoss[]> {
        const packing = packPairs(pairs, this.#padToken);
        const hidden = await this.#gradient.forward(packing, dropout);
        const { head, losses } = await this.#losses(packing, pairs, base, totals, hidden, true);
        const dh = this.#hiddenGradient(packing, head, losses);
        const scale = normalise(dh);
        await this.#gradient.backward(dh, scale, gradients);
        return losses;
    }

    /** Loss and policy of pairs without gradients. */
    async score(
        pairs: readonly TokenPair[],
        base: readonly BaseValues[],
        totals: BatchTotals,
    ): Promise<PairScore[]> {
        const packing = packPairs(pairs, this.#padToken);
        const hidden = await this.#states.run(packing, this.#lora.layers);
        const { head, losses } = await this.#losses(packing, pairs, base, totals, hidden, false);
        return losses.map((loss, i) => {
            const ratio = (branch: BranchRows) => {
                const offset = rowsOfPair(packing, i).from;
                let sum = 0;
                for (let row = branch.firstRow; row < branch.firstRow + branch.length; row++)
                    sum +=
                        logProbability(head, row) -
                        ((base[i] as BaseValues).logProbability[row - offset] as number);
                return sum;
            };
            const [chosen, rejected] = branchesOfPair(packing, i);
            return { loss, logRatio: { chosen: ratio(chosen), rejected: ratio(rejected) } };
        });
    }

    async #losses(
        packing: Packing,
        pairs: readonly TokenPair[],
        base: readonly BaseValues[],
        totals: BatchTotals,
        hidden: Float32Array,
        withGradient: boolean,
    ): Promise<{ head: HeadValues; losses: PairLoss[] }> {
        const policy = this.#policyStates(packing, base, hidden);
        const head = await this.#head.run(policy, packing.actions, withGradient);
        const size = this.#model.config.hidden;
        const { origin, alpha0, alphaTilde } = this.#method.rule;
        const losses = pairs.map((pair, i) => {
            const offset = rowsOfPair(packing, i).from;
            const known = base[i] as BaseValues;
            const values = ({ firstRow, length, branch }: BranchRows): BranchValues => {
                const [from, to] = [firstRow, firstRow + length + 1];
                const rows = (array: Float32Array) => array.subarray(from * size, to * size);
                const action = dots(rows(head.tokenRow), rows(hidden), size);
                return {
                    q: action.map(
                        (x, t) =>
                            x - (origin === "residual" ? (known.action[from - offset + t] as number) : 0),
                    ),
                    v: action.map(
                        (_, t) =>
                            alphaTilde * (head.logSumExp[from + t] as number) -
                            alpha0 * (known.logSumExp[from - offset + t] as number),
                    ),
                    baseLogProbability: known.logProbability.subarray(from - offset, to - offset),
                    terminal: branch === 0 ? pair.terminal.chosen : pair.terminal.rejected,
                    rowLength: pair.prompt.length + length,
                };
            };
            const [chosen, rejected] = branchesOfPair(packing, i);
            return this.#method.evaluate({ chosen: values(chosen), rejected: values(rejected) }, totals);
        });
        return { head, losses };
    }

    /** The policy's hidden states: W u = (Q + α₀ log π₀) / α̃ up to a constant per row (head.ts). */
    #policyStates(packing: Packing, base: readonly BaseValues[], hidden: Float32Array): Float32Array {
        const { alphaTilde } = this.#method.rule;
        const share = baseShare(this.#method);
        if (share === 0 && alphaTilde === 1) return hidden;
        const u = hidden.map((x) => x / alphaTilde);
        if (share === 0) return u;
        base.forEach(({ hidden: states }, i) => {
            if (!states) throw new Error("base hidden states are missing");
            const offset = rowsOfPair(packing, i).from * this.#model.config.hidden;
            for (let j = 0; j < states.length; j++)
                u[offset + j] = (u[offset + j] as number) + (share / alphaTilde) * (states[j] as number);
        });
        return u;
    }

    /** d loss / d hidden = dq · W_action + dv · E[W] per row. */
    #hiddenGradient(packing: Packing, head: HeadValues, losses: readonly PairLoss[]): Float32Array {
        const size = this.#model.config.hidden;
        const expected = head.expectedRow as Float32Array;
        const dh = new Float32Array(packing.rows.length * size);
        packing.branches.forEach(({ item, branch, firstRow, length }) => {
            const { chosen, rejected } = losses[item] as PairLoss;
            const { dq, dv }: BranchGradient = branch === 0 ? chosen : rejected;
            for (let t = 0; t <= length; t++) {
                const from = (firstRow + t) * size;
                const [q, v] = [dq[t] as number, dv[t] as number];
                for (let j = from; j < from + size; j++)
                    dh[j] = q * (head.tokenRow[j] as number) + v * (expected[j] as number);
            }
        });
        return dh;
    }

    /** Bytes of all compute buffers. */
    bufferBytes(): number {
        return this.#states.bufferBytes() + this.#head.bufferBytes() + this.#gradient.bufferBytes();
    }

    /** Frees the compute buffers. */
    dispose(): void {
        this.#states.dispose();
        this.#head.dispose();
        this.#gradient.dispose();
    }
}

/** How much of the base's logits the policy holds besides the adapter's (see `policyStates`). */
function baseShare({ rule }: LossMethod): number {
    return rule.alpha0 - (rule.origin === "residual" ? 1 : 0);
}

/** Tokens of a packed pair. */
export function pairTokens({ prompt, chosen, rejected }: TokenPair): number {
    return prompt.length + chosen.length + rejected.length;
}

function packPairs(pairs: readonly TokenPair[], padToken: number): Packing {
    return pack(
        pairs.map(({ prompt, chosen, rejected }) => ({ prompt, branches: [chosen, rejected] })),
        padToken,
    );
}

function branchesOfPair(packing: Packing, pair: number): [BranchRows, BranchRows] {
    return [packing.branches[2 * pair] as BranchRows, packing.branches[2 * pair + 1] as BranchRows];
}

function rowsOfPair(packing: Packing, pair: number): { from: number; count: number } {
    const [chosen, rejected] = branchesOfPair(packing, pair);
    return { from: chosen.firstRow, count: rejected.firstRow + rejected.length + 1 - chosen.firstRow };
}

function logProbability({ logit, logSumExp }: HeadValues, row: number): number {
    return (logit[row] as number) - (logSumExp[row] as number);
}

/** Row-wise dot products of two [size, n] arrays. */
function dots(a: Float32Array, b: Float32Array, size: number): Float64Array {
    return Float64Array.from({ length: a.length / size }, (_, row) => {
        let sum = 0;
        for (let j = row * size; j < (row + 1) * size; j++) sum += (a[j] as number) * (b[j] as number);
        return sum;
    });
}

/** Multiplies by a power of two so that the largest element lies between 32 and 64; returns the factor. */
function normalise(values: Float32Array): number {
    let largest = 0;
    for (const x of values) largest = Math.max(largest, Math.abs(x));
    if (!(largest > 0 && Number.isFinite(largest))) return 1;
    const factor = 2 ** (5 - Math.floor(Math.log2(largest)));
    for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * factor;
    return factor;
}
