/**
 * One micro-batch of preference pairs from token ids to loss and gradients:
 * base values (frozen, cacheable) → adapter's hidden states → q and v → loss → gradient of the hidden states → LoRA.
 * Not the loop over batches (trainAdapter.ts).
 */
import { HeadPass, type HeadValues } from "../model/headPass.ts";
import type { LoraWeights } from "../model/lora.ts";
import { type BranchRows, type Packing, pack, type TextTree } from "../model/packing.ts";
import { StatesPass } from "../model/statesPass.ts";
import type { Model } from "../model/weights.ts";
import { GradientPass, type Gradients } from "./gradientPass.ts";
import type {
    BatchTotals,
    BranchGradient,
    BranchValues,
    LossMethod,
    PairLoss,
    PairValues,
    Side,
} from "./losses/loss.ts";

/** A preference pair as token ids. */
export interface TokenPair {
    prompt: readonly number[];
    chosen: readonly number[];
    rejected: readonly number[];
    /** whether the answers end with an end-of-turn token */
    terminal: { chosen: boolean; rejected: boolean };
}

/** A text that the base made up itself, as token ids. */
export interface OwnText {
    prompt: readonly number[];
    answer: readonly number[];
    terminal: boolean;
}

/** What the frozen base says about the rows of one text tree; the same in every epoch. */
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
    readonly #reference: LoraWeights | undefined;

    /**
     * @param padToken stands after the end of an answer (end of text)
     * @param reference an adapter that makes the frozen base what the policy is measured against
     */
    constructor(
        model: Model,
        lora: LoraWeights,
        method: LossMethod,
        padToken: number,
        recompute: boolean,
        reference?: LoraWeights,
    ) {
        this.#model = model;
        this.#reference = reference;
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

    /** Runs the frozen base, or the reference, over texts. */
    async base(trees: readonly TextTree[]): Promise<BaseValues[]> {
        const packing = pack(trees, this.#padToken);
        const hidden = await this.#states.run(packing, this.#reference?.layers);
        const head = await this.#head.run(hidden, packing.actions, false);
        const size = this.#model.config.hidden;
        return trees.map((_, i) => {
            const { from, count } = rowsOfItem(packing, i);
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

    /** A pair as training runs it: with the answers that the method learns from. */
    trainText(pair: TokenPair): Text {
        return pairText(pair, this.#method.sides);
    }

    /** Loss and gradients of pairs, added to `gradients`. @param base values of the pairs' `trainText` */
    async train(
        pairs: readonly TokenPair[],
        base: readonly BaseValues[],
        totals: BatchTotals,
        gradients: Gradients,
        dropout?: { rate: number; seed: number },
    ): Promise<PairLoss[]> {
        const { sides } = this.#method;
        const losses: PairLoss[] = [];
        await this.#differentiate(
            pairs.map((pair) => this.trainText(pair)),
            base,
            gradients,
            (values) => {
                const found: PairValues = { chosen: nothing, rejected: nothing };
                sides.forEach((side, i) => {
                    found[side] = values[i] as BranchValues;
                });
                const loss = this.#method.evaluate(found, totals);
                losses.push(loss);
                return sides.map((side) => loss[side]);
            },
            dropout,
        );
        return losses;
    }

    /** Penalty for changing the base's own texts, and its gradients, added to `gradients`. */
    async retain(
        texts: readonly OwnText[],
        base: readonly BaseValues[],
        actions: number,
        gradients: Gradients,
    ): Promise<number> {
        let total = 0;
        await this.#differentiate(texts.map(ownText), base, gradients, ([values]) => {
            const { loss, gradient } = this.#method.retain(values as BranchValues, actions);
            total += loss;
            return [gradient];
        });
        return total;
    }

    /** Forward; `evaluate` gives the gradient of each text's branches; backward, added to `gradients`. */
    async #differentiate(
        texts: readonly Text[],
        base: readonly BaseValues[],
        gradients: Gradients,
        evaluate: (values: BranchValues[]) => BranchGradient[],
        dropout?: { rate: number; seed: number },
    ): Promise<void> {
        const packing = pack(texts, this.#padToken);
        const hidden = await this.#gradient.forward(packing, dropout);
        const head = await this.#head.run(this.#policyStates(packing, base, hidden), packing.actions, true);
        const branches = texts.flatMap((text, i) =>
            evaluate(this.#values(packing, text, i, base[i] as BaseValues, hidden, head)),
        );
        const dh = this.#hiddenGradient(packing, head, branches);
        const scale = normalise(dh);
        await this.#gradient.backward(dh, scale, gradients);
    }

    /** Loss and policy of pairs without gradients. */
    async score(
        pairs: readonly TokenPair[],
        base: readonly BaseValues[],
        totals: BatchTotals,
    ): Promise<PairScore[]> {
        const texts = pairs.map((pair) => pairText(pair));
        const { packing, hidden, head } = await this.#look(texts, base);
        return texts.map((text, i) => {
            const known = base[i] as BaseValues;
            const [chosen, rejected] = this.#values(packing, text, i, known, hidden, head);
            const [c, r] = branchesOf(packing, i).map((branch) => logRatio(packing, branch, head, known));
            return {
                loss: this.#method.evaluate({ chosen, rejected } as PairValues, totals),
                logRatio: { chosen: c as number, rejected: r as number },
            };
        });
    }

    /** Σ (log π − log π₀) over the answer's tokens of each own text, without gradients. */
    async ownLogRatios(texts: readonly OwnText[], base: readonly BaseValues[]): Promise<number[]> {
        const { packing, head } = await this.#look(texts.map(ownText), base);
        return packing.branches.map((branch) =>
            logRatio(packing, branch, head, base[branch.item] as BaseValues),
        );
    }

    /** Forward without what a backward pass would need. */
    async #look(texts: readonly Text[], base: readonly BaseValues[]) {
        const packing = pack(texts, this.#padToken);
        const hidden = await this.#states.run(packing, this.#lora.layers);
        const head = await this.#head.run(this.#policyStates(packing, base, hidden), packing.actions, false);
        return { packing, hidden, head };
    }

    /** q and v of every branch of a text (losses/loss.ts). */
    #values(
        packing: Packing,
        text: Text,
        item: number,
        base: BaseValues,
        hidden: Float32Array,
        head: HeadValues,
    ): BranchValues[] {
        const size = this.#model.config.hidden;
        const { origin, alpha0, alphaTilde } = this.#method.rule;
        const offset = rowsOfItem(packing, item).from;
        return branchesOf(packing, item).map(({ firstRow, length, branch }) => {
            const [from, to] = [firstRow, firstRow + length + 1];
            const rows = (array: Float32Array) => array.subarray(from * size, to * size);
            const action = dots(rows(head.tokenRow), rows(hidden), size);
            const known = (values: Float64Array, t: number) => values[from - offset + t] as number;
            return {
                q: action.map((x, t) => (origin === "residual" ? x - known(base.action, t) : x)),
                v: action.map(
                    (_, t) =>
                        alphaTilde * (head.logSumExp[from + t] as number) - alpha0 * known(base.logSumExp, t),
                ),
                baseLogProbability: base.logProbability.subarray(from - offset, to - offset),
                terminal: text.terminals[branch] as boolean,
                rowLength: text.prompt.length + length,
            };
        });
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
            const offset = rowsOfItem(packing, i).from * this.#model.config.hidden;
            for (let j = 0; j < states.length; j++)
                u[offset + j] = (u[offset + j] as number) + (share / alphaTilde) * (states[j] as number);
        });
        return u;
    }

    /** d loss / d hidden = dq · W_action + dv · E[W] per row. */
    #hiddenGradient(packing: Packing, head: HeadValues, gradients: readonly BranchGradient[]): Float32Array {
        const size = this.#model.config.hidden;
        const expected = head.expectedRow as Float32Array;
        const dh = new Float32Array(packing.rows.length * size);
        packing.branches.forEach(({ firstRow, length }, i) => {
            const { dq, dv } = gradients[i] as BranchGradient;
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

/** An answer that was left out. */
const nothing: BranchValues = {
    q: new Float64Array(1),
    v: new Float64Array(1),
    baseLogProbability: new Float64Array(1),
    terminal: false,
    rowLength: 0,
};

/** How much of the base's logits the policy holds besides the adapter's (see `policyStates`). */
function baseShare({ rule }: LossMethod): number {
    return rule.alpha0 - (rule.origin === "residual" ? 1 : 0);
}

/** A text tree that knows which of its branches end. */
type Text = TextTree & { terminals: readonly boolean[] };

/** A pair as a prompt with its answers as branches. */
export function pairText(pair: TokenPair, sides: readonly Side[] = ["chosen", "rejected"]): Text {
    return {
        prompt: pair.prompt,
        branches: sides.map((side) => pair[side]),
        terminals: sides.map((side) => pair.terminal[side]),
    };
}

/** An own text as a prompt with one branch. */
export function ownText({ prompt, answer, terminal }: OwnText): Text {
    return { prompt, branches: [answer], terminals: [terminal] };
}

/** Tokens of a text tree. */
export function textTokens({ prompt, branches }: TextTree): number {
    return branches.reduce((sum, { length }) => sum + length, prompt.length);
}

function branchesOf(packing: Packing, item: number): BranchRows[] {
    return packing.branches.filter((branch) => branch.item === item);
}

function rowsOfItem(packing: Packing, item: number): { from: number; count: number } {
    const branches = branchesOf(packing, item);
    const from = (branches[0] as BranchRows).firstRow;
    return { from, count: branches.reduce((sum, { length }) => sum + length + 1, 0) };
}

/** Σ (log π − log π₀) over a branch. */
function logRatio(
    packing: Packing,
    { item, firstRow, length }: BranchRows,
    head: HeadValues,
    base: BaseValues,
): number {
    const offset = rowsOfItem(packing, item).from;
    let sum = 0;
    for (let row = firstRow; row < firstRow + length; row++)
        sum += logProbability(head, row) - (base.logProbability[row - offset] as number);
    return sum;
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
