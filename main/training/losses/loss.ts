/**
 * What a training method is: a function from a few numbers per token to a loss and its gradient.
 * A new method is one file beside qAdapter.ts. Not the forward pass: that is the same for every method.
 *
 * Per branch (answer) with L tokens there are L + 1 states: state t is the one before token t; state L is after
 * the last token. Everything that a method may use about the model comes as `q` and `v`:
 * q[t] = Q(state t, token t), v[t] = soft value of state t (paper.md 1.4), both of length L + 1.
 */

/** One answer as a loss sees it. */
export interface BranchValues {
    /** Q of the token that follows each state; at L: of the pad action. [L + 1] */
    q: Float64Array;
    /** soft value of each state [L + 1] */
    v: Float64Array;
    /** log π₀ of the token that follows each state [L + 1] */
    baseLogProbability: Float64Array;
    /** whether the answer ends (with an end-of-turn token) instead of being cut off */
    terminal: boolean;
    /** tokens of prompt and answer together */
    rowLength: number;
}

/** A preference pair as a loss sees it. */
export interface PairValues {
    chosen: BranchValues;
    rejected: BranchValues;
}

/** Sums that depend on the whole batch, known before any of its micro-batches is computed. */
export interface BatchTotals {
    pairs: number;
    /** actions that the method scores, over all rows of the batch */
    actions: number;
    /** longest row, prompt included */
    longestRow: number;
    /** how clear the preference has proved so far, from 0 to 1 (clarity.ts) */
    clarity: number;
}

/** Gradient of the loss with respect to one answer's q and v. */
export interface BranchGradient {
    dq: Float64Array; // [L + 1]
    dv: Float64Array; // [L + 1]
}

/** What a method makes of one pair: its share of the batch's loss. */
export interface PairLoss {
    /** preference and regularisation parts; their sum is this pair's share of the loss */
    preference: number;
    regularization: number;
    /** of the regularisation, what counts by clarity; absent: nothing */
    likelihood?: number;
    /** reward margin: chosen minus rejected, before any scaling; without rewards the log-ratio's */
    margin: number;
    chosen: BranchGradient;
    rejected: BranchGradient;
}

/** How a method turns logits into q and v. */
export interface ValueRule {
    origin: "residual" | "raw";
    alpha0: number;
    alphaTilde: number;
}

/** Which answer of a pair. */
export type Side = "chosen" | "rejected";

/** The policy is softmax(adapter logits), whatever the base says: v is their log-sum-exp, and q − v is log π. */
export const plainValues: ValueRule = { origin: "raw", alpha0: 0, alphaTilde: 1 };

/** A training method. */
export interface LossMethod {
    rule: ValueRule;
    /** The answers that it learns from. Training leaves the others out, and `evaluate` sees them empty then. */
    sides: readonly Side[];
    /** Actions that it scores in an answer of `length` tokens whose row has `rowLength`. */
    countActions(side: Side, length: number, rowLength: number, longestRow: number): number;
    evaluate(pair: PairValues, totals: BatchTotals): PairLoss;
    /**
     * What holds the adapter to the base's own texts, on one of them.
     * @param actions scored tokens of all own texts of the step
     */
    retain(text: BranchValues, actions: number): { loss: number; gradient: BranchGradient };
}

/** A gradient that is zero everywhere. */
export function noGradient({ q, v }: BranchValues): BranchGradient {
    return { dq: new Float64Array(q.length), dv: new Float64Array(v.length) };
}

/** log π of an answer's tokens under `plainValues` [L]. */
export function logProbabilities({ q, v }: BranchValues): Float64Array {
    return q.subarray(0, -1).map((x, t) => x - (v[t] as number));
}

/** Σ_t (log π − log π₀) of an answer under `plainValues`. */
export function logRatio(branch: BranchValues): number {
    return logProbabilities(branch).reduce(
        (sum, x, t) => sum + x - (branch.baseLogProbability[t] as number),
        0,
    );
}

/** −log σ(x), without overflow. */
export function negativeLogSigmoid(x: number): number {
    return x > 0 ? Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)) - x;
}

/** σ(x). */
export function sigmoid(x: number): number {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}
