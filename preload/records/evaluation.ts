/**
 * Measurements as every part of the program shares them: cases, figures, intervals. Not how they are computed
 * (main/evaluation/) and not how they are stored.
 */

/** A 95 % interval, both ends included. */
export interface Interval {
    low: number;
    high: number;
}

/** A value with its interval. */
export interface Estimate extends Interval {
    value: number;
}

/** One case, measured for the base and all candidates. */
export interface ItemResult {
    /** its place in the task, from 0 */
    index: number;
    /** items of one cluster (answers to one prompt) are not independent and are resampled together */
    cluster: string;
    subject?: string;
    /** named numbers: the base's first, then each candidate's; a number that is missing does not count */
    scores: Readonly<Record<string, number>>[];
    /** for people who look at the items */
    prompt: string;
    expected?: string;
    /** what each said or preferred, in the order of `scores` */
    answers?: string[];
}

/** What is computed of the items. */
export interface Metric {
    id: string;
    title: string;
    /** the number whose sum is divided */
    of: string;
    /** the number whose sum it is divided by; without it the count of items */
    per?: string;
    /** share: each item is right (1), wrong (0) or between */
    kind: "share" | "mean" | "perplexity";
    better: "higher" | "lower" | "neither";
    /** learned: the preference; kept: everything else */
    about: "learned" | "kept";
}

/** One metric of the base or of one candidate. */
export interface Figure extends Estimate {
    items: number;
    /** minus the base's, from the same items; undefined where the base has no such number */
    difference?: Estimate;
    /** shares: the exact McNemar test that both are right equally often */
    pValue?: number;
}

/** One metric of all; null for who has no such number. */
export interface MetricFigures {
    metric: Metric;
    figures: (Figure | null)[];
}

/** What a task is, without its items. */
export interface TaskDescription {
    /** unique within an evaluation */
    id: string;
    title: string;
    items: number;
    /** the smallest pieces that are done in one go */
    units: number;
    metrics: readonly Metric[];
    /** everything besides model and stacks that decides about the results */
    settings: Record<string, unknown>;
}

/** The figures of a task. */
export interface TaskFigures extends TaskDescription {
    figures: MetricFigures[];
    /** SHA-256 over all items: the same again where a measurement is repeated exactly */
    itemsSha256: string;
}

/** Who was measured; the base is none of them. */
export interface CandidateRecord {
    label: string;
    adapters: { name: string; weight: number; sha256: string; method: string }[];
    /** α₀ of its Q-adapters at decoding; null: as trained */
    alpha0: number | null;
}

/** Everything about an evaluation that a report shows, and that is needed to repeat it. */
export interface EvaluationReport {
    title: string;
    kind: "compare" | "sweep" | "matrix";
    model: { name: string; fingerprint: string };
    candidates: CandidateRecord[];
    tasks: TaskFigures[];
    seed: number;
    program: { version: string; node: string; platform: string; device: string; threads: number };
    madeAt: string;
    /** sentences about what was left out, and why */
    notes: string[];
}
