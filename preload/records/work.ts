/**
 * Training runs, labelling queues and evaluations as they are stored.
 */
import type { ChatMessage } from "../records.ts";
import type { Json } from "./common.ts";
import type { Match, Verdict } from "./judging.ts";

/** What a training run is doing, or how it ended. */
export type RunState =
    | "queued"
    | "preparing"
    | "running"
    | "waiting" // for a chat answer
    | "paused"
    | "evaluating"
    | "finished"
    | "cancelled"
    | "interrupted" // the program or the engine ended; can be resumed
    | "failed";

/** A training run, with all that is needed to go on with it. */
export interface StoredRun {
    id: number;
    name: string;
    note: string;
    modelId: number;
    /** the version of the data set, which never changes */
    versionId: number;
    preset: string;
    settings: Json;
    state: RunState;
    /** place in the queue; null when it is not queued */
    position: number | null;
    step: number;
    totalSteps: number;
    /** seconds of computing so far, and what is left */
    seconds: number;
    secondsLeft: number | null;
    problem: string | null;
    /** file names in the data folder */
    adapterFile: string | null;
    checkpointFile: string | null;
    watchedPrompt: string | null;
    /** whatever else has to be remembered */
    details: Json;
    verdict: Json;
    createdAt: string;
    startedAt: string | null;
    endedAt: string | null;
}

/** Something that a run logged at a step. */
export interface StoredPoint {
    kind: "step" | "look" | "sample";
    step: number;
    point: Json;
}

/** A labelling queue. */
export interface StoredQueue {
    id: number;
    name: string;
    kind: "label" | "comparison";
    modelId: number;
    /** the stacks that answer */
    first: Json;
    second: Json;
    sampling: Json;
    tags: string[];
    problem: string | null;
    createdAt: string;
    counts: { prompts: number; ready: number; judged: number; failed: number; pairs: number };
}

export type Judgement = "left" | "right" | "tie" | "both-bad" | "skip";

/** A prompt of a queue with its two answers. */
export interface StoredQueueItem {
    id: number;
    queueId: number;
    position: number;
    prompt: ChatMessage[];
    state: "waiting" | "ready" | "judged" | "failed";
    /** of the first and the second stack; null while waiting */
    firstAnswer: string | null;
    secondAnswer: string | null;
    firstIsLeft: boolean;
    judgement: Judgement | null;
    judgedAt: string | null;
    pairId: number | null;
    details: Json;
}

/** How far something is that is measured in the background, or how it ended. */
export type MeasuringState = "queued" | "running" | "finished" | "cancelled" | "interrupted" | "failed";

/** One evaluation of one stack. */
export interface StoredEvaluation {
    id: number;
    name: string;
    note: string;
    modelId: number;
    stack: Json;
    label: string;
    adapterId: number | null;
    runId: number | null;
    versionId: number | null;
    task: Json;
    measuredOn: string;
    state: MeasuringState;
    done: number;
    total: number;
    problem: string | null;
    result: Json;
    createdAt: string;
    endedAt: string | null;
}

/** One item of an evaluation. */
export interface StoredEvaluationItem {
    id: number;
    evaluationId: number;
    /** counted from 0 */
    position: number;
    prompt: string;
    options: string[];
    answer: string;
    expected: string;
    /** 1 right, 0 wrong, between where it ties; null where there is no right or wrong */
    credit: number | null;
    scores: Json;
}

/** A model's judging of an evaluation's sampled answers. */
export interface StoredJudging {
    id: number;
    evaluationId: number;
    /** the model that judges */
    modelId: number;
    plan: Json;
    state: MeasuringState;
    done: number;
    total: number;
    problem: string | null;
    result: Json;
    createdAt: string;
    endedAt: string | null;
}

/** Two answers that are judged, and what the judge said. */
export interface StoredMatch extends Match {
    id: number;
    judgingId: number;
    /** counted from 0 */
    position: number;
    /** which of the plan's rounds, counted from 0 */
    round: number;
    /** null until it was judged */
    verdict: Verdict | null;
}
