/**
 * Measurements of stacks: on held-out pairs, on questions with known answers, on sampled answers.
 * Comparisons that people make are queues (queues.ts).
 */
import { z } from "zod";
import { samplingSettings } from "./chat.ts";
import {
    answers,
    byId,
    fileInput,
    fileOutput,
    id,
    noteText,
    type Page,
    pageInput,
    shortText,
    streams,
    type WrittenFile,
} from "./common.ts";
import { promptMessages } from "./preferences.ts";
import { type StackSetup, stackSetup } from "./stacks.ts";

/** What is measured. */
export const evaluationTask = z.union([
    z.object({ kind: z.literal("pairs"), datasetId: id, limit: z.int().min(1).max(100_000).optional() }),
    z.object({
        kind: z.literal("quiz"),
        /** the questions that come with the program, or a file */
        questions: z.union([z.literal("bundled"), fileInput]),
    }),
    z.object({
        kind: z.literal("answers"),
        prompts: z.union([z.literal("bundled"), z.array(promptMessages).min(1).max(1000)]),
        count: z.int().min(1).max(1000).default(50),
        sampling: samplingSettings.optional(),
    }),
]);
export type EvaluationTask = z.output<typeof evaluationTask>;

/** An interval that holds the true value in 95 of 100 cases. */
export interface Measured {
    value: number;
    low: number;
    high: number;
}

/** Figures of one run. */
export interface EvaluationResult {
    items: number;
    /** share of pairs, or of questions, that come out right; null for sampled answers */
    accuracy: Measured | null;
    /** the same for the original model, where it was measured along */
    baseAccuracy: Measured | null;
    ties: number;
    /** mean log-ratio margin in nats; pairs only */
    margin: number | null;
    rewardAccuracy: number | null;
    /** accuracy by the mean log-probability per token */
    normalizedAccuracy: number | null;
    bySubject: { subject: string; questions: number; accuracy: number }[];
    meanTokens: number | null;
    unfinished: number | null;
}

/** One evaluation of one stack. */
export interface EvaluationRecord {
    id: number;
    name: string;
    modelId: number;
    stack: StackSetup;
    /** a single adapter's, where the stack is only that */
    adapterId: number | null;
    label: string;
    task: EvaluationTask["kind"];
    /** what it was measured on, in words */
    on: string;
    state: "queued" | "running" | "finished" | "cancelled" | "interrupted" | "failed";
    done: number;
    total: number;
    problem: string | null;
    result: EvaluationResult | null;
    note: string;
    createdAt: string;
    endedAt: string | null;
}

/** One item of an evaluation. */
export interface EvaluationItem {
    id: number;
    index: number;
    prompt: string;
    /** pairs: chosen and rejected; questions: the choices; answers: none */
    options: string[];
    /** what the model said or preferred */
    answer: string;
    expected: string;
    /** 1 right, 0 wrong, between where it ties; null where there is no right or wrong */
    credit: number | null;
    /** log-probabilities per option, for checking by hand */
    scores: { policy: number; base: number; tokens: number }[];
}

export const evaluation = {
    /** One run per stack; the original model is `{entries: []}`. */
    start: answers<EvaluationRecord[]>().to(
        z.object({
            name: shortText,
            modelId: id,
            stacks: z
                .array(stackSetup.extend({ label: z.string().max(100).default("") }))
                .min(1)
                .max(20),
            task: evaluationTask,
            note: noteText.default(""),
        }),
    ),
    list: answers<EvaluationRecord[]>().to(
        z.object({ adapterId: id.optional(), modelId: id.optional() }).default({}),
    ),
    get: answers<EvaluationRecord>().to(byId),
    items: answers<Page<EvaluationItem>>().to(
        pageInput.extend({ id, only: z.enum(["all", "wrong", "ties"]).default("all") }),
    ),
    watch: streams<EvaluationRecord>().to(byId),
    cancel: answers<EvaluationRecord>().to(byId),
    remove: answers<void>().to(byId),
    restore: answers<EvaluationRecord>().to(byId),
    export: answers<WrittenFile>().to(
        z.object({ ids: z.array(id).min(1).max(1000), format: z.enum(["html", "csv"]), to: fileOutput }),
    ),
};
