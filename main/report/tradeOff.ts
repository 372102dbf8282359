/**
 * Learned against lost, from the figures of an evaluation: one point per candidate, the strongest point within a bound.
 * Measures nothing.
 */
import type { Estimate, Figure, MetricFigures } from "../../preload/records/evaluation.ts";

/** The figures of one task. */
interface Figures {
    figures: readonly MetricFigures[];
}

/** What a candidate learned and lost; undefined where nothing of the kind was measured. */
export interface TradeOff {
    /** the learned share itself */
    learned: Estimate | undefined;
    /** mean over the tasks of what the base had and the candidate has not */
    lost: Estimate | undefined;
}

/** Learning, most telling first: sampled answers, then held-out pairs. */
const learnedMetrics = ["like-chosen", "prefers"];

/** The first share of a task that says how much of what should be kept is there. */
export function keptShare({ figures }: Figures): MetricFigures | undefined {
    return figures.find(
        ({ metric }) => metric.about === "kept" && metric.kind === "share" && metric.better === "higher",
    );
}

/** The most telling share of what was learned, of all tasks. */
export function learnedShare(tasks: readonly Figures[]): MetricFigures | undefined {
    const all = tasks.flatMap(({ figures }) => figures);
    return learnedMetrics
        .map((id) => all.find(({ metric }) => metric.id === id))
        .find((figures) => figures !== undefined);
}

/**
 * Learned and lost of a candidate, counted from 1 (0 is the base). The interval of the mean loss takes the tasks to be
 * independent: its half-widths are added as squares.
 */
export function tradeOff(tasks: readonly Figures[], candidate: number): TradeOff {
    const learned = learnedShare(tasks)?.figures[candidate];
    const kept = tasks.flatMap((task) => keptShare(task)?.figures[candidate]?.difference ?? []);
    return { learned: learned ? estimate(learned) : undefined, lost: meanLoss(kept) };
}

function estimate({ value, low, high }: Figure): Estimate {
    return { value, low, high };
}

function meanLoss(differences: readonly Estimate[]): Estimate | undefined {
    const count = differences.length;
    if (count === 0) return undefined;
    const value = differences.reduce((sum, one) => sum - one.value, 0) / count;
    const half = (of: (one: Estimate) => number) =>
        Math.sqrt(differences.reduce((sum, one) => sum + of(one) ** 2, 0)) / count;
    return {
        value,
        low: value - half(({ value, high }) => high - value),
        high: value + half(({ value, low }) => value - low),
    };
}

/** A point of a sweep. */
export interface StrengthPoint {
    strength: number;
    alpha0: number | null;
    learned: Estimate;
    lost: Estimate;
}

/**
 * The largest strength whose loss is within `bound`; of the same strength the one that learned most.
 * @param sure by the upper end of the loss's interval rather than by its estimate
 */
export function suggestStrength<Point extends StrengthPoint>(
    points: readonly Point[],
    bound: number,
    sure: boolean,
): Point | undefined {
    return points
        .filter(({ lost }) => (sure ? lost.high : lost.value) <= bound)
        .toSorted((a, b) => b.strength - a.strength || b.learned.value - a.learned.value)[0];
}
