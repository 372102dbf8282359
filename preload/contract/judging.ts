/**
 * Any chat model as a judge of the answers that an evaluation sampled: each candidate's against the original model's, in
 * both orders. Where people have judged, too, it says how far the model agrees with them.
 */
import { z } from "zod";
import type { JudgeSummary, Match, Reliability, Verdict } from "../records/judging.ts";
import type { MeasuringState } from "../records/work.ts";
import { answers, byId, id, type Page, pageInput, seed, streams } from "./common.ts";

/** What a round of matches is about. */
export type JudgingSubject =
    /** a candidate's answers against the original model's; counted from 0 */
    | { kind: "candidate"; candidate: number }
    /** labelled pairs: people prefer the first answers */
    | { kind: "pairs"; datasetId: number }
    /** verdicts of a blind comparison: people prefer the first answers */
    | { kind: "comparison"; queueId: number };

/** One round of a judging. */
export interface JudgedRound {
    subject: JudgingSubject;
    /** the candidate's label, or the name of the data set or of the comparison as it was then */
    title: string;
    matches: number;
    done: number;
    /** once all of it is judged; its `wins` of rounds with people are agreement with them */
    summary: JudgeSummary | null;
}

/** A judging and how far it is. */
export interface JudgingRecord {
    id: number;
    evaluationId: number;
    /** the model that judges, and what it was called then */
    modelId: number;
    judge: string;
    criterion: string;
    state: MeasuringState;
    done: number;
    total: number;
    problem: string | null;
    rounds: JudgedRound[];
    /** over all rounds; null until all are judged */
    reliability: Reliability | null;
    seed: number;
    /** which judging this one repeats, and whether every verdict came out the same; null until it is finished */
    repeats: { id: number; identical: boolean | null } | null;
    createdAt: string;
    endedAt: string | null;
}

/** Two answers and what the judge said of them. */
export interface JudgedMatch extends Omit<Match, "cluster"> {
    id: number;
    verdict: Verdict;
}

/** A blind comparison or a data set with which a judge can be compared. */
export interface PeopleSource {
    subject: Exclude<JudgingSubject, { kind: "candidate" }>;
    title: string;
    matches: number;
    /** of the same model, or what the evaluation measured on */
    related: boolean;
}

const few = z.array(id).max(20).default([]);

export const judging = {
    /** Begins, or queues behind what is measured now. The evaluation has to have sampled answers. */
    start: answers<JudgingRecord>().to(
        z.object({
            evaluationId: id,
            /** the model that judges */
            modelId: id,
            /** what makes an answer better, in a sentence or two; empty: how well it serves the person who asked */
            criterion: z.string().trim().max(2000).default(""),
            /** matches per round at most, drawn by chance; the same prompts for every candidate */
            limit: z.int().min(1).max(5000).default(100),
            /** labelled pairs and blind comparisons to compare the judge with people on */
            datasetIds: few,
            queueIds: few,
            seed: seed.default(1),
        }),
    ),
    /** The judgings of an evaluation, newest first. */
    list: answers<JudgingRecord[]>().to(z.object({ evaluationId: id })),
    get: answers<JudgingRecord>().to(byId),
    /** Where people have judged, for an evaluation. */
    people: answers<PeopleSource[]>().to(z.object({ evaluationId: id })),
    /** What was judged so far, match by match. */
    matches: answers<Page<JudgedMatch>>().to(
        pageInput.extend({
            id,
            /** counted from 0 */
            round: z.int().min(0).max(100),
            /** first, second: that answer was found better; unclear: at least one order gave no letter */
            only: z.enum(["all", "first", "second", "contradictory", "unclear"]).default("all"),
        }),
    ),
    watch: streams<JudgingRecord>().to(byId),
    cancel: answers<JudgingRecord>().to(byId),
    /** Goes on with one that was cancelled, interrupted or failed, after what is done. */
    resume: answers<JudgingRecord>().to(byId),
    /** The same matches again as a new judging, which says whether every verdict came out the same. */
    repeat: answers<JudgingRecord>().to(byId),
    remove: answers<void>().to(byId),
    restore: answers<JudgingRecord>().to(byId),
};
