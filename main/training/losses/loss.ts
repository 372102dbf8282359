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
    /** reward margin: chosen minus rejected, before any scaling */
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

/** A training method. */
export interface LossMethod {
    rule: ValueRule;
    /** Actions that it scores in an answer of `length` tokens whose row has `rowLength`. */
    countActions(length: number, rowLength: number, longestRow: number): number;
    evaluate(pair: PairValues, totals: BatchTotals): PairLoss;
    /**
     * Penalty for changing what the base says by itself, on one of its own texts.
     * @param actions scored tokens of all own texts of the step
     */
    retain(text: BranchValues, actions: number): { loss: number; gradient: BranchGradient };
}

/** −log σ(x), without overflow. */
export function negativeLogSigmoid(x: number): number {
    return x > 0 ? Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)) - x;
}

/** σ(x). */
export function sigmoid(x: number): number {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}
