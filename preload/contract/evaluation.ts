/**
 * Measurements of the original model and of candidates, each a stack of adapters, side by side on the same cases: what
 * was learned, what was forgotten. Comparisons that people make are queues (queues.ts).
 */
import { z } from "zod";
import type { CandidateRecord, Estimate, MetricFigures, TaskDescription } from "../records/evaluation.ts";
import type { MeasuringState } from "../records/work.ts";
import {
    answers,
    byId,
    fileInput,
    fileOutput,
    id,
    noteText,
    type Page,
    pageInput,
    seed,
    shortText,
    streams,
    type WrittenFile,
} from "./common.ts";
import { stackSetup } from "./stacks.ts";

const answerTokens = z.int().min(1).max(2048);
const few = z.int().min(1).max(5000);

/** Something to measure on. "bundled": what comes with the program, and for its own model, that model's own. */
export const evaluationTask = z.discriminatedUnion("kind", [
    /** learned: does it prefer the better answer? Meant for pairs that were not trained on */
    z.object({ kind: z.literal("pairs"), datasetId: id, limit: few.optional() }),
    /** learned: answers sampled to the data set's prompts, and how many are like the preferred ones */
    z.object({
        kind: z.literal("answers"),
        datasetId: id,
        count: few.default(40),
        maxTokens: answerTokens.default(128),
    }),
    /** kept: questions with known answers. chat: as in a conversation; letters, cloze: plain text, as MMLU and ARC */
    z.object({
        kind: z.literal("questions"),
        file: z.union([z.literal("bundled"), fileInput]),
        form: z.enum(["chat", "letters", "cloze"]).default("chat"),
        /** solved examples before each question; not in a chat */
        shots: z.int().min(0).max(10).default(0),
        limit: few.optional(),
    }),
    /** kept: instructions whose following can be verified (IFEval's form) */
    z.object({
        kind: z.literal("instructions"),
        file: z.union([z.literal("bundled"), fileInput]),
        maxTokens: answerTokens.default(256),
        limit: few.optional(),
    }),
    /** kept: how far from the original model, on that model's own answers to everyday prompts */
    z.object({
        kind: z.literal("drift"),
        count: few.default(30),
        maxTokens: answerTokens.default(64),
    }),
    /** kept: perplexity of a text file */
    z.object({ kind: z.literal("text"), file: fileInput }),
]);
export type EvaluationTask = z.output<typeof evaluationTask>;

/** Who is measured beside the original model. */
export const evaluationCandidate = stackSetup.extend({
    /** default: the adapters' names */
    label: z.string().trim().max(100).default(""),
    /** α₀ of its Q-adapters in place of the one they were trained with; null: as trained */
    alpha0: z.number().min(0).max(10).nullable().default(null),
});
export type EvaluationCandidate = z.output<typeof evaluationCandidate>;

/** A task of an evaluation, and how far it is; `figures` once it is done, the original model's first. */
export interface EvaluationTaskState extends TaskDescription {
    done: number;
    figures: MetricFigures[] | null;
}

/** One evaluation. */
export interface EvaluationRecord {
    id: number;
    name: string;
    note: string;
    kind: "compare" | "sweep" | "matrix";
    modelId: number;
    candidates: (EvaluationCandidate & Pick<CandidateRecord, "adapters">)[];
    /** what was asked for */
    wanted: EvaluationTask[];
    /** what it is made of; empty until it has been prepared. Questions of two kinds are two tasks. */
    tasks: EvaluationTaskState[];
    state: MeasuringState;
    /** items done of all */
    done: number;
    total: number;
    problem: string | null;
    /** what was left out, and why */
    notes: string[];
    seed: number;
    /** which evaluation this one repeats, and whether every item came out the same; null until it is finished */
    repeats: { id: number; identical: boolean | null } | null;
    createdAt: string;
    endedAt: string | null;
}

/** One case of a task. */
export interface EvaluationItem {
    id: number;
    /** place in its task, from 0 */
    index: number;
    taskId: string;
    subject: string | null;
    prompt: string;
    expected: string | null;
    /** what the original model and each candidate said or preferred; empty where nothing is said */
    answers: string[];
    /** of each, on the task's first share: 1 right, 0 wrong, between where it ties; null without one */
    credits: (number | null)[];
    /** named numbers of each */
    scores: Readonly<Record<string, number>>[];
}

/** A point of a sweep: how strong, what was learned, what was lost of what the original model had. */
export interface TradeOffPoint {
    candidate: number;
    strength: number;
    alpha0: number | null;
    learned: Estimate;
    /** mean loss over all shares that should be kept: positive where something was lost */
    lost: Estimate;
}

const common = {
    name: shortText,
    modelId: id,
    tasks: z.array(evaluationTask).min(1).max(12),
    seed: seed.default(1),
    note: noteText.default(""),
};

export const evaluation = {
    /** Begins, or queues behind the one that runs. The original model is always measured along. */
    start: answers<EvaluationRecord>().to(
        z.object({ ...common, candidates: z.array(evaluationCandidate).min(1).max(20) }),
    ),
    /** One stack at several strengths, and Q-adapters with several α₀: nothing is trained again. */
    sweep: answers<EvaluationRecord>().to(
        z.object({
            ...common,
            setup: stackSetup,
            strengths: z
                .array(z.number().min(0).max(2))
                .min(1)
                .max(16)
                .default([0.25, 0.5, 0.75, 1, 1.25, 1.5]),
            alpha0s: z.array(z.number().min(0).max(10)).max(8).default([]),
        }),
    ),
    /** Each adapter alone and each two together: does one hurt what another has learned? */
    matrix: answers<EvaluationRecord>().to(z.object({ ...common, adapterIds: z.array(id).min(2).max(5) })),
    list: answers<EvaluationRecord[]>().to(
        z.object({ adapterId: id.optional(), modelId: id.optional() }).default({}),
    ),
    get: answers<EvaluationRecord>().to(byId),
    items: answers<Page<EvaluationItem>>().to(
        pageInput.extend({
            id,
            taskId: z.string().max(200),
            /** wrong: the first candidate is; changed: the first candidate differs from the original model */
            only: z.enum(["all", "wrong", "changed"]).default("all"),
        }),
    ),
    /** What a sweep says: a curve of learned against lost. */
    tradeOff: answers<TradeOffPoint[]>().to(byId),
    /**
     * The strongest point of a sweep whose loss is within `bound` (0.02: two points of a hundred), by the estimate or,
     * where `sure`, by the upper end of its interval; null where none is.
     */
    suggestStrength: answers<TradeOffPoint | null>().to(
        z.object({ id, bound: z.number().min(0).max(1).default(0.02), sure: z.boolean().default(false) }),
    ),
    watch: streams<EvaluationRecord>().to(byId),
    cancel: answers<EvaluationRecord>().to(byId),
    /** Goes on with one that was cancelled, interrupted or failed, after what is done. */
    resume: answers<EvaluationRecord>().to(byId),
    /** The same again as a new evaluation, which says whether everything came out the same. */
    repeat: answers<EvaluationRecord>().to(byId),
    update: answers<EvaluationRecord>().to(
        z.object({ id, name: shortText.optional(), note: noteText.optional() }),
    ),
    remove: answers<void>().to(byId),
    restore: answers<EvaluationRecord>().to(byId),
    /** html: one file with tables and plots; csv: all figures; items, verdicts: every case, every judgement as CSV. */
    export: answers<WrittenFile>().to(
        z.object({ id, format: z.enum(["html", "csv", "items", "verdicts"]), to: fileOutput }),
    ),
};
