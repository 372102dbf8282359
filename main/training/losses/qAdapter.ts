/**
 * The Q-Adapter loss: Bradley-Terry on sums (or means) of rewards that follow from the residual Q-function by the
 * inverse soft Bellman equation, plus a squared-reward penalty (paper.md 1 and 3.1).
 *
 *   r_t = Q(s_t, a_t) − γ V(s')            s' depends on the mode
 *   loss = mean over pairs of −log σ(R_w − R_l) + β · mean over actions of r²
 */
import {
    type BatchTotals,
    type BranchGradient,
    type BranchValues,
    type LossMethod,
    negativeLogSigmoid,
    type PairLoss,
    type PairValues,
    sigmoid,
    type ValueRule,
} from "./loss.ts";

/** Which state's value is subtracted, and which tokens count (paper.md 3.1). */
export type LossMode = "paper" | "advantage" | "reference";

/** Settings of the loss. */
export interface QAdapterSettings extends ValueRule {
    mode: LossMode;
    gamma: number;
    beta: number;
    /** sum: the paper's return; mean: per token, so that strength does not depend on length */
    margin: "sum" | "mean";
    /** κ: the margin is multiplied by it */
    marginScale: number;
    /** weight of the chosen answers' mean −log π, where the preference is clear */
    likelihood: number;
    /** weight of the squared rewards on the base's own texts */
    retention: number;
}

/** A scored action: its state t, and the state u whose value is subtracted (−1: terminal, value 0). */
interface Action {
    t: number;
    u: number;
}

/** Makes the loss. */
export function qAdapterLoss(settings: QAdapterSettings): LossMethod {
    const { mode } = settings;
    return {
        rule: settings,
        sides: ["chosen", "rejected"],
        countActions: (_side, length, rowLength, longestRow) =>
            actionRange(mode, length, rowLength, longestRow).length,
        evaluate: (pair, totals) => evaluate(settings, pair, totals),
        retain: (text, actions) => retain(settings, text, actions),
    };
}

/**
 * The states whose following token is scored.
 * paper, advantage: every answer token. reference: states 1 … min(L, T − 1 − prompt), which drops the first answer
 * token and adds the pad action after shorter rows, as the authors' code does.
 */
function actionRange(mode: LossMode, length: number, rowLength: number, longestRow: number): number[] {
    const first = mode === "reference" ? 1 : 0;
    const last = mode === "reference" ? Math.min(length, longestRow - 1 - (rowLength - length)) : length - 1;
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

function actionsOf(mode: LossMode, branch: BranchValues, longestRow: number): Action[] {
    const length = branch.q.length - 1;
    const isEnd = (t: number) => branch.terminal && t === length - 1;
    return actionRange(mode, length, branch.rowLength, longestRow).map((t) => {
        if (mode === "paper") return { t, u: isEnd(t) ? -1 : t + 1 };
        // A reference-mode row counts states from the first answer token on: state t there is state t here.
        return { t, u: t };
    });
}

function evaluate(settings: QAdapterSettings, pair: PairValues, totals: BatchTotals): PairLoss {
    const { beta, marginScale } = settings;
    const [chosen, rejected] = [pair.chosen, pair.rejected].map((branch) =>
        rewards(settings, branch, totals),
    ) as [Rewards, Rewards];
    const margin = chosen.total - rejected.total;
    const dMargin = (-marginScale * sigmoid(-marginScale * margin)) / totals.pairs;
    const squares = [...chosen.r, ...rejected.r].reduce((sum, r) => sum + r * r, 0);
    const dChosen = gradient(settings, pair.chosen, chosen, dMargin, totals);
    const likelihood = addLikelihood(settings, pair.chosen, dChosen, totals);
    return {
        preference: negativeLogSigmoid(marginScale * margin) / totals.pairs,
        regularization: (beta * squares) / totals.actions + likelihood,
        likelihood,
        margin,
        chosen: dChosen,
        rejected: gradient(settings, pair.rejected, rejected, -dMargin, totals),
    };
}

/**
 * λ · clarity · mean −log π of the chosen answer's tokens, log π = (Q + α₀ log π₀ − V) / α̃. Bradley-Terry sees only
 * the difference of two answers, so what it takes from rejected ones may go to nonsense; this term sends it to the
 * chosen. Where answers are of one kind it makes both likelier and drowns the difference, hence the clarity.
 */
function addLikelihood(
    { likelihood, alpha0, alphaTilde }: QAdapterSettings,
    { q, v, baseLogProbability }: BranchValues,
    { dq, dv }: BranchGradient,
    { pairs, clarity }: BatchTotals,
): number {
    if (likelihood * clarity === 0) return 0;
    const length = q.length - 1;
    const weight = (likelihood * clarity) / (pairs * Math.max(1, length) * alphaTilde);
    let loss = 0;
    for (let t = 0; t < length; t++) {
        loss -= weight * ((q[t] as number) + alpha0 * (baseLogProbability[t] as number) - (v[t] as number));
        dq[t] = (dq[t] as number) - weight;
        dv[t] = (dv[t] as number) + weight;
    }
    return loss;
}

/**
 * ρ · mean of r² over the base's own texts: there the residual Q-function should be zero, as it is for an untrained
 * adapter. The same penalty as on the pairs, where forgetting would show.
 */
function retain(
    settings: QAdapterSettings,
    text: BranchValues,
    actions: number,
): ReturnType<LossMethod["retain"]> {
    const totals = { pairs: 1, actions, longestRow: text.rowLength, clarity: 1 };
    const weighted = { ...settings, beta: settings.retention };
    const own = rewards(weighted, text, totals);
    const loss = (settings.retention * own.r.reduce((sum, r) => sum + r * r, 0)) / actions;
    return { loss, gradient: gradient(weighted, text, own, 0, totals) };
}

interface Rewards {
    actions: Action[];
    r: number[];
    /** what each reward counts in the total */
    weight: number;
    total: number;
}

function rewards(settings: QAdapterSettings, branch: BranchValues, totals: BatchTotals): Rewards {
    const actions = actionsOf(settings.mode, branch, totals.longestRow);
    const value = (u: number) => (u < 0 ? 0 : (branch.v[u] as number));
    const r = actions.map(({ t, u }) => (branch.q[t] as number) - settings.gamma * value(u));
    const weight =
        settings.mode === "reference"
            ? 1 / (totals.longestRow - 1)
            : settings.margin === "mean"
              ? 1 / Math.max(1, actions.length)
              : 1;
    return { actions, r, weight, total: weight * r.reduce((sum, x) => sum + x, 0) };
}

/** d loss / d q and d v through r, given d loss / d (the branch's total). */
function gradient(
    { gamma, beta }: QAdapterSettings,
    branch: BranchValues,
    { actions, r, weight }: Rewards,
    dTotal: number,
    totals: BatchTotals,
): BranchGradient {
    const dq = new Float64Array(branch.q.length);
    const dv = new Float64Array(branch.v.length);
    actions.forEach(({ t, u }, i) => {
        const dr = dTotal * weight + (2 * beta * (r[i] as number)) / totals.actions;
        dq[t] = (dq[t] as number) + dr;
        if (u >= 0) dv[u] = (dv[u] as number) - gamma * dr;
    });
    return { dq, dv };
}
