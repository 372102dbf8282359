/**
 * Training runs: what one would take, the queue, the course of each, and how it ended.
 */
import { z } from "zod";
import type { RunState } from "../records/work.ts";
import { answers, byId, id, longText, noteText, seed, shortText, streams } from "./common.ts";

/** Every setting that a person may change; what is left out is the preset's. Meanings: docs/presets.md. */
export const trainingChanges = z.object({
    /** q-adapter: the paper's; dpo, sft, replay: what it is compared with */
    method: z.enum(["q-adapter", "dpo", "sft", "replay"]).optional(),
    /** how much the model may change, in a word */
    strength: z.enum(["gentle", "balanced", "strong"]).optional(),
    loss: z.enum(["paper", "advantage", "reference"]).optional(),
    origin: z.enum(["residual", "raw"]).optional(),
    alpha0: z.number().min(0).max(100).optional(),
    alphaTilde: z.number().min(1e-3).max(100).optional(),
    gamma: z.number().min(0).max(1).optional(),
    beta: z.number().min(0).max(100).optional(),
    margin: z.enum(["sum", "mean"]).optional(),
    marginScale: z.number().min(1e-3).max(1000).optional(),
    likelihood: z.number().min(0).max(100).optional(),
    retention: z.number().min(0).max(100).optional(),
    ownTexts: z.int().min(0).max(10_000).optional(),
    rank: z.int().min(1).max(256).optional(),
    alpha: z.number().min(1e-3).max(4096).optional(),
    dropout: z.number().min(0).max(0.9).optional(),
    targets: z
        .array(z.enum(["q", "k", "v", "o", "gate", "up", "down"]))
        .min(1)
        .max(7)
        .optional(),
    epochs: z.int().min(1).max(1000).optional(),
    learningRate: z.number().min(1e-8).max(1).optional(),
    schedule: z.enum(["linear", "cosine", "constant"]).optional(),
    warmup: z.int().min(0).max(1_000_000).optional(),
    weightDecay: z.number().min(0).max(10).optional(),
    clip: z.number().min(1e-3).max(1000).optional(),
    batch: z.int().min(1).max(4096).optional(),
    maxLength: z.int().min(8).max(32_768).optional(),
    holdout: z.number().min(0).max(0.9).optional(),
    evalEvery: z.int().min(0).max(1_000_000).optional(),
    patience: z.int().min(0).max(1000).optional(),
    /** drift at which training stops, in nats per token; 0: no bound */
    maxDrift: z.number().min(0).max(100).optional(),
    seed: seed.optional(),
});
export type TrainingChanges = z.output<typeof trainingChanges>;
export type TrainingSettings = Required<TrainingChanges>;

export const presetNames = ["quick", "balanced", "thorough", "paper"] as const;
export type TrainingPreset = (typeof presetNames)[number];

/** What a run would take, honestly. */
export interface TrainingEstimate {
    pairs: number;
    heldOutPairs: number;
    /** left out, because within the length limit both answers are the same */
    indistinctPairs: number;
    /** prompts and answers that are cut to the length limit */
    cutPairs: number;
    steps: number;
    memory: { needed: number; available: number; recompute: boolean };
    /** a range, because machines have other things to do; `measured` from a trial on this machine or from past runs */
    seconds: { low: number; high: number; measured: boolean };
    fits: boolean;
    /** fits and would be done within a day */
    sensible: boolean;
    /** what will happen, how long it takes and what it needs */
    sentence: string;
    /** what would fit or be quicker, where this would not do */
    suggestions: { text: string; changes: TrainingChanges }[];
}

/** A preset for this data on this machine. */
export interface PresetOffer {
    preset: TrainingPreset;
    settings: TrainingSettings;
    /** why each number is as it is */
    reasons: { setting: keyof TrainingSettings; reason: string }[];
    estimate: TrainingEstimate;
}

/** A training run. */
export interface RunRecord {
    id: number;
    name: string;
    modelId: number;
    datasetId: number;
    /** exactly what it is trained on */
    dataset: { name: string; version: number; sha256: string; pairs: number };
    preset: TrainingPreset;
    settings: TrainingSettings;
    state: RunState;
    /** place in the queue, from 1; null when it is not queued */
    position: number | null;
    step: number;
    totalSteps: number;
    /** seconds of computing so far, and what is left */
    seconds: number;
    secondsLeft: number | null;
    problem: string | null;
    /** whether `resume` is possible */
    resumable: boolean;
    adapterId: number | null;
    verdict: TrainingVerdict | null;
    note: string;
    createdAt: string;
    startedAt: string | null;
    endedAt: string | null;
}

/** How a run ended, in words and in the numbers behind them. Rests on sampled answers, never on accuracy alone. */
export interface TrainingVerdict {
    /** learned: answers changed the wanted way; little: hardly; damaged: much else changed, too; unclear: too few pairs */
    outcome: "learned" | "little" | "damaged" | "unclear";
    sentence: string;
    details: string[];
    /** unseen comparisons in which the preferred answer wins */
    heldOut: { pairs: number; accuracy: number; low: number; high: number; margin: number } | null;
    /** sampled answers to unseen prompts, before and after */
    samples: { prompt: string; before: string; after: string }[];
    /** share of sampled answers that the reward of the adapter prefers after training, and how long they are */
    effect: {
        answers: number;
        /** share of prompts on which the sampled answer is nearer to the chosen than to the rejected examples */
        preferredBefore: number;
        preferredAfter: number;
        meanTokensBefore: number;
        meanTokensAfter: number;
        unfinishedBefore: number;
        unfinishedAfter: number;
    } | null;
    /** share of questions with known answers that are still right; null without questions */
    knowledge: { questions: number; before: number; after: number } | null;
}

/** One optimiser step. */
export interface StepPoint {
    step: number;
    epoch: number;
    loss: number;
    preferenceLoss: number;
    retentionLoss: number;
    /** null for methods without rewards */
    rewardAccuracy: number | null;
    margin: number | null;
    gradientNorm: number;
    learningRate: number;
    pairsPerSecond: number;
}

/** A look at the held-out pairs. */
export interface LookPoint {
    step: number;
    loss: number;
    accuracy: number;
    rewardAccuracy: number;
    margin: number;
    /** drift on the model's own texts, in nats per token: the distance from the base; null without such texts */
    distance: number | null;
}

/** What an untrained and the present adapter answer to a prompt that is watched. */
export interface SamplePoint {
    step: number;
    prompt: string;
    before: string;
    now: string;
}

/** The course of a run. */
export interface RunCourse {
    steps: StepPoint[];
    looks: LookPoint[];
    samples: SamplePoint[];
}

/** What happens to a run; the first event is a snapshot. */
export type TrainingEvent =
    | { type: "snapshot"; run: RunRecord; course: RunCourse }
    | { type: "run"; run: RunRecord }
    /** about 30 a second at most */
    | { type: "steps"; steps: StepPoint[] }
    | { type: "look"; look: LookPoint }
    | { type: "sample"; sample: SamplePoint }
    | { type: "notice"; text: string };

const choice = {
    modelId: id,
    datasetId: id,
    preset: z.enum(presetNames).default("balanced"),
    changes: trainingChanges.default({}),
};

export const training = {
    /** The presets for this data on this machine, each with reasons and estimate. */
    presets: answers<PresetOffer[]>().to(z.object({ modelId: id, datasetId: id })),
    estimate: answers<PresetOffer>().to(z.object(choice)),
    start: answers<RunRecord>().to(
        z.object({
            ...choice,
            name: shortText,
            note: noteText.default(""),
            /** a prompt whose answer is shown again and again while it trains */
            watchedPrompt: longText.optional(),
        }),
    ),
    list: answers<RunRecord[]>().none,
    get: answers<{ run: RunRecord; course: RunCourse }>().to(byId),
    update: answers<RunRecord>().to(z.object({ id, name: shortText.optional(), note: noteText.optional() })),
    watch: streams<TrainingEvent>().to(z.object({ runId: id })),
    /** Saves a checkpoint and frees the engine. */
    pause: answers<RunRecord>().to(byId),
    /** Goes on from the last checkpoint: after a pause, a crash or a restart. */
    resume: answers<RunRecord>().to(byId),
    cancel: answers<RunRecord>().to(byId),
    /** Ends now and keeps the best adapter found so far. */
    finish: answers<RunRecord>().to(byId),
    /** The order of the queue. */
    reorder: answers<RunRecord[]>().to(z.object({ ids: z.array(id).max(1000) })),
    remove: answers<void>().to(byId),
    restore: answers<RunRecord>().to(byId),
};
