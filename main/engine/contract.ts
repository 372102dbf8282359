/**
 * What the main process asks of the engine's process. Spoken over the line between the two, never by screens: theirs
 * is preload/contract.ts. Files are named by their paths; what the store holds arrives as values or in files.
 */
import { z } from "zod";
import type { AdapterRecord } from "../../preload/contract/adapters.ts";
import { samplingSettings } from "../../preload/contract/chat.ts";
import {
    answers,
    id,
    longText,
    type Progress,
    path,
    seed,
    streams,
    weight,
} from "../../preload/contract/common.ts";
import type { ModelFacts } from "../../preload/contract/models.ts";
import { message } from "../../preload/contract/preferences.ts";
import {
    type LookPoint,
    type SamplePoint,
    type StepPoint,
    type TrainingSettings,
    type TrainingVerdict,
    trainingChanges,
} from "../../preload/contract/training.ts";
import type { ItemResult, TaskDescription, TaskFigures } from "../../preload/records/evaluation.ts";
import type { JudgeSummary, Verdict } from "../../preload/records/judging.ts";

/** A model's file. */
export const modelReference = z.object({
    path,
    /** a chat template (Jinja) in place of its own */
    template: longText.nullable().default(null),
    /** of its weights, where it is known of the very same file */
    fingerprint: z.string().nullable().default(null),
});
export type ModelReference = z.output<typeof modelReference>;

/** Adapter files with their weights. */
export const stackFiles = z.array(z.object({ path, weight })).max(16);
export type StackFiles = z.output<typeof stackFiles>;

/** One answer that is wanted. */
export const answerRequest = z.object({
    stack: stackFiles,
    messages: z.array(message).min(1).max(100_000),
    /** the beginning of the answer, which goes on from there */
    prefix: longText.default(""),
    sampling: samplingSettings,
    seed,
});
export type AnswerRequest = z.output<typeof answerRequest>;

/** What happens while answers are written. */
export type AnswerEvent =
    /** the model is being loaded */
    | { type: "loading" }
    /** earliest messages that had to be left out, because the conversation is longer than the context */
    | { type: "began"; column: number; promptTokens: number; droppedMessages: number }
    | { type: "text"; column: number; text: string; tokens: number; tokensPerSecond: number }
    | {
          type: "ended";
          column: number;
          reason: "stop" | "length" | "context" | "stopped";
          tokens: number;
          tokensPerSecond: number;
          secondsToFirstToken: number;
      };

/** Preference pairs of a version of a data set, in a file. */
const pairFile = z.object({ path, sha256: z.string().length(64) });
const trainingChoice = {
    model: modelReference,
    pairs: pairFile,
    preset: z.enum(["studio", "paper"]),
    changes: trainingChanges,
};

/** What a run would do, without how long it takes. */
export interface PlanFacts {
    settings: TrainingSettings;
    pairs: number;
    heldOutPairs: number;
    indistinctPairs: number;
    cutPairs: number;
    steps: number;
    memory: { needed: number; available: number; recompute: boolean };
    fits: boolean;
    /** tokens of one pass through the pairs, of one look at the held-out ones, and of the own texts to sample */
    work: { epochTokens: number; lookTokens: number; looks: number; ownTextTokens: number };
}

/** Seconds that a token takes here. */
export interface TrainingSpeed {
    training: number;
    /** the base alone, as in the first epoch and in looks */
    reading: number;
    sampling: number;
}

/** An adapter's file. */
export interface AdapterFacts {
    name: string;
    architecture: string;
    parameters: number;
    rank: number;
    method: AdapterRecord["method"];
    base: { name: string; fingerprint: string } | null;
    dataSha256: string | null;
    settings: Record<string, unknown> | null;
    metrics: Record<string, unknown> | null;
}

/** How a run of training ended. */
export interface TrainedFacts {
    steps: number;
    stopped: "finished" | "no-improvement" | "drift" | "asked";
    /** of that adapter on the model's own texts, in nats per token */
    drift: number | null;
    heldOut: { pairs: number; accuracy: number; rewardAccuracy: number; margin: number; loss: number } | null;
    adapter: AdapterFacts;
    trainingSecondsPerToken: number | null;
}

/** What happens in a run of training. */
export type EngineTrainingEvent =
    | { type: "planned"; plan: PlanFacts }
    | { type: "own-texts"; done: number; total: number }
    | { type: "step"; step: StepPoint; total: number; seconds: number }
    | { type: "look"; look: LookPoint }
    | { type: "sample"; sample: SamplePoint }
    /** something more urgent goes first, or no longer does */
    | { type: "waiting"; waiting: boolean }
    /** as asked; a checkpoint is saved */
    | { type: "stopped" }
    | { type: "done"; result: TrainedFacts };

/** What a training run changed, measured on sampled answers to unseen prompts. */
export interface Assessment {
    heldOut: TrainingVerdict["heldOut"];
    samples: TrainingVerdict["samples"];
    effect: TrainingVerdict["effect"];
    /** how well the examples can be told apart by their words at all: share of unseen examples judged rightly */
    judgeAccuracy: number | null;
    knowledge: TrainingVerdict["knowledge"];
}

const sourceFile = {
    path,
    /** of the file's bytes */
    sha256: z.string().length(64),
    title: z.string(),
    limit: z.int().min(1).optional(),
};

/** Something to measure on, as main/evaluation/sources.ts has it. */
export const taskSource = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("pairs"), ...sourceFile }),
    z.object({ kind: z.literal("answers"), ...sourceFile, count: z.int().min(1), maxTokens: z.int().min(1) }),
    z.object({
        kind: z.literal("questions"),
        ...sourceFile,
        form: z.enum(["chat", "letters", "cloze"]),
        shots: z.int().min(0),
    }),
    z.object({ kind: z.literal("instructions"), ...sourceFile, maxTokens: z.int().min(1) }),
    z.object({ kind: z.literal("drift"), ...sourceFile, maxTokens: z.int().min(1) }),
    z.object({ kind: z.literal("text"), ...sourceFile }),
]);
export type EngineTaskSource = z.output<typeof taskSource>;

/** Who is measured beside the base. */
const candidate = z.object({
    stack: stackFiles,
    /** in place of its Q-adapters' own; null: as trained */
    alpha0: z.number().min(0).nullable(),
});

/** What happens in an evaluation. */
export type EngineEvaluationEvent =
    | { type: "planned"; tasks: TaskDescription[]; notes: string[] }
    | { type: "unit"; task: string; unit: number; items: ItemResult[] }
    | { type: "done" };

/** Numbers of one item, as figures need them. */
const scoredItem = z.object({
    index: z.int().min(0),
    cluster: z.string(),
    scores: z.array(z.record(z.string(), z.number())),
    prompt: z.string(),
    expected: z.string().optional(),
    answers: z.array(z.string()).optional(),
});

const match = z.object({ prompt: z.string(), first: z.string(), second: z.string(), cluster: z.string() });

/** What happens while a model judges. */
export type EngineJudgingEvent =
    /** of the match at this place */
    { type: "verdict"; index: number; verdict: Verdict } | { type: "done" };

/** What the engine holds and does. */
export interface EngineStatus {
    loaded: { path: string; bytes: number }[];
    answering: number;
    /** resident bytes of the process */
    memory: number;
    device: string;
    threads: number;
    accelerators: string[];
}

export const engineContract = {
    status: answers<EngineStatus>().none,
    inspectModel: answers<ModelFacts>().to(modelReference),
    /** SHA-256 over the weights. */
    fingerprint: streams<Progress<string>>().to(z.object({ path })),
    /** Opens the vocabulary, renders the template, loads the weights. Each problem in a sentence. */
    verifyModel: answers<string[]>().to(modelReference),
    /** Looks at an adapter's file, and, where a model is given, whether it belongs to it. */
    inspectAdapter: answers<AdapterFacts>().to(z.object({ path, model: path.optional() })),
    load: answers<void>().to(modelReference),
    /** Frees the weights of all models that nothing uses at the moment. */
    unload: answers<void>().none,
    answer: streams<AnswerEvent>().to(
        z.object({
            /** for `stopAnswer`; one that is not used by another call */
            answerId: id,
            model: modelReference,
            columns: z.array(answerRequest).min(1).max(8),
            contextLength: z.int().min(16),
            urgency: z.enum(["chat", "labelling"]),
        }),
    ),
    /** Stops one column; nothing happens where it has ended already. */
    stopAnswer: answers<void>().to(z.object({ answerId: id, column: z.int().min(0) })),
    plan: answers<PlanFacts>().to(z.object(trainingChoice)),
    measureTraining: answers<TrainingSpeed>().to(z.object({ model: modelReference, pairs: pairFile })),
    train: streams<EngineTrainingEvent>().to(
        z.object({
            ...trainingChoice,
            runId: id,
            name: z.string(),
            out: path,
            resume: z.boolean(),
            watchedPrompt: longText.nullable(),
        }),
    ),
    /** pause: saves a checkpoint; finish: ends after the present step with the best adapter so far. */
    stopTraining: answers<void>().to(z.object({ runId: id, how: z.enum(["pause", "finish"]) })),
    assess: streams<Progress<Assessment>>().to(
        z.object({
            ...trainingChoice,
            adapter: path,
            /** a file of multiple-choice questions; null where there are none for this model */
            questions: path.nullable(),
        }),
    ),
    /** Measures base and candidates together, after the units that are done already, per task. */
    evaluate: streams<EngineEvaluationEvent>().to(
        z.object({
            model: modelReference,
            candidates: z.array(candidate).min(1).max(40),
            sources: z.array(taskSource).min(1).max(50),
            seed,
            finished: z.record(z.string(), z.int().min(0)),
        }),
    ),
    /** Figures of a task all of whose items are given. */
    sumUp: answers<TaskFigures>().to(
        z.object({
            task: z.custom<TaskDescription>((value) => typeof value === "object" && value !== null),
            items: z.array(scoredItem),
            seed,
        }),
    ),
    /** Has a model judge matches, in both orders. */
    judge: streams<EngineJudgingEvent>().to(
        z.object({ model: modelReference, criterion: z.string(), matches: z.array(match).min(1).max(1000) }),
    ),
    /** What was found over a round all of whose verdicts are given. */
    sumUpVerdicts: answers<JudgeSummary>().to(
        z.object({
            clusters: z.array(z.string()).min(1),
            verdicts: z.array(z.custom<Verdict>((value) => typeof value === "object" && value !== null)),
            seed,
        }),
    ),
    measureSpeed: answers<{ promptTokensPerSecond: number; answerTokensPerSecond: number }>().to(
        modelReference,
    ),
};
