/**
 * The settings of a training run, and the presets that people choose from.
 * Not the command line: it fills these in by name.
 */
import { StudioError } from "../errors.ts";
import { type LinearTarget, linearTargets } from "../model/targets.ts";
import type { LossMode } from "./losses/qAdapter.ts";

/** What learns: the Q-adapter of the paper, or a baseline (one file each in losses/). */
export const methods = ["q-adapter", "dpo", "sft", "replay"] as const;
export type Method = (typeof methods)[number];

/** How much a run may change the model, in a word: factors on everything in the loss that holds back. */
export const strengths = { gentle: 2.5, balanced: 1, strong: 0.4 } as const;
export type Strength = keyof typeof strengths;

/** Everything that decides what a run computes. */
export interface TrainSettings {
    method: Method;
    /** how much the model may change, in a word: where pushing ends (κ) and the penalties for going far (β, retention) */
    strength: Strength;
    /** form of the Q-Adapter loss (paper.md 3.1) */
    loss: LossMode;
    /** what Q is measured from: residual is adapter logits − base logits; raw is the authors' */
    origin: "residual" | "raw";
    /** weight of the base policy in the combined policy */
    alpha0: number;
    /** temperature of the combined policy */
    alphaTilde: number;
    /** discount of the next state's value */
    gamma: number;
    /** strength of the squared-reward penalty, which is what keeps knowledge; in DPO the scale of its implicit reward */
    beta: number;
    /** an answer's reward: the sum or the mean over its tokens */
    margin: "sum" | "mean";
    /** κ: factor on the margin; smaller trains harder */
    marginScale: number;
    /** weight of the chosen answers' mean −log π: sends what rejected answers lose to the chosen ones; 0: none */
    likelihood: number;
    /** weight of the squared rewards (replay: of −log π) on texts that the base made up itself; 0: none */
    retention: number;
    /** how many such texts */
    ownTexts: number;
    rank: number;
    /** LoRA scale is alpha / rank */
    alpha: number;
    /** share of the adapter's inputs dropped in training */
    dropout: number;
    targets: readonly LinearTarget[];
    epochs: number;
    learningRate: number;
    schedule: "linear" | "cosine" | "constant";
    /** steps over which the learning rate rises */
    warmup: number;
    weightDecay: number;
    /** largest norm of a step's gradient; 0 for none */
    clip: number;
    /** pairs per optimiser step */
    batch: number;
    /** most tokens of prompt and answer together */
    maxLength: number;
    /** share of the pairs kept out of training */
    holdout: number;
    /** steps between two looks at the held-out pairs; 0: once per epoch */
    evalEvery: number;
    /** looks without a better held-out loss after which training stops; 0: never */
    patience: number;
    /** drift on the model's own texts at which training stops, in nats per token; 0: no bound */
    maxDrift: number;
    /** decides everything random */
    seed: number;
}

/**
 * The authors' settings (paper.md 2), but for the batch of 512 pairs, which hundreds of pairs cannot fill.
 */
const paper: TrainSettings = {
    method: "q-adapter",
    strength: "balanced",
    loss: "paper",
    origin: "raw",
    alpha0: 0.01,
    alphaTilde: 1,
    gamma: 1,
    beta: 0.1,
    margin: "sum",
    marginScale: 1,
    likelihood: 0,
    retention: 0,
    ownTexts: 0,
    rank: 8,
    alpha: 16,
    dropout: 0.05,
    targets: ["q", "v"],
    epochs: 3,
    learningRate: 3e-4,
    schedule: "linear",
    warmup: 0,
    weightDecay: 0,
    clip: 1,
    batch: 16,
    maxLength: 512,
    holdout: 0.1,
    evalEvery: 0,
    patience: 0,
    maxDrift: 0,
    seed: 1,
};

/** What docs/presets.md supports: an untrained adapter is exactly the base, strength does not depend on length. */
const studio: TrainSettings = {
    ...paper,
    origin: "residual",
    alpha0: 1,
    beta: 0.1,
    margin: "mean",
    marginScale: 15,
    likelihood: 12,
    retention: 0.2,
    ownTexts: 96,
    dropout: 0,
    targets: linearTargets,
    epochs: 4,
    learningRate: 1e-3,
    warmup: 4,
    patience: 3,
};

export const presets = { studio, paper } as const;
export type PresetName = keyof typeof presets;

/** What only some methods know, at values that say nothing: logits as they are, no terms besides the loss. */
const plain = {
    strength: "balanced",
    loss: "paper",
    origin: "raw",
    alpha0: 0,
    alphaTilde: 1,
    gamma: 1,
    beta: 0,
    margin: "sum",
    marginScale: 1,
    likelihood: 0,
    retention: 0,
    ownTexts: 0,
} as const satisfies Partial<TrainSettings>;

/**
 * What a baseline changes in a preset, so that data, adapter shape, steps and seed stay those of the Q-adapter that
 * it is compared with. DPO's rate: docs/study.md.
 */
const baselines: Record<Exclude<Method, "q-adapter">, Partial<TrainSettings>> = {
    dpo: { ...plain, beta: 0.1, learningRate: 3e-4 },
    sft: plain,
    replay: { ...plain, retention: 1, ownTexts: 96 },
};

/** The settings of `plain` that a baseline has nevertheless. */
const known: Record<Exclude<Method, "q-adapter">, readonly string[]> = {
    dpo: ["beta"],
    sft: [],
    replay: ["retention", "ownTexts"],
};

/**
 * A preset with some settings changed.
 * @throws StudioError `usage` where two settings contradict each other
 */
export function resolveSettings(preset: PresetName, changes: Partial<TrainSettings>): TrainSettings {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const method = changes.method ?? "q-adapter";
    if (method !== "q-adapter") refuseUnknown(method, given);
    const baseline = method === "q-adapter" ? {} : baselines[method];
    const own = { ...presets[preset], ...baseline };
    const settings: TrainSettings = {
        ...own,
        ...withStrength(own, changes.strength ?? own.strength),
        ...given,
    };
    // The reference loss divides by the row's length itself, so a preset's mean margin does not apply to it.
    if (settings.loss === "reference" && changes.margin === undefined)
        Object.assign(settings, { margin: "sum", marginScale: changes.marginScale ?? 1 });
    if (settings.loss === "reference" && settings.margin === "mean")
        throw new StudioError(
            "usage",
            "The reference loss divides by the row length itself: use it with --margin sum.",
        );
    if (settings.targets.length === 0) throw new StudioError("usage", "Choose at least one target matrix.");
    return settings;
}

function withStrength(
    { marginScale, beta, retention }: TrainSettings,
    strength: Strength,
): Partial<TrainSettings> {
    const factor = strengths[strength];
    return { marginScale: marginScale * factor, beta: beta * factor, retention: retention * factor };
}

function refuseUnknown(method: Exclude<Method, "q-adapter">, given: object): void {
    const foreign = Object.keys(given).find((name) => name in plain && !known[method].includes(name));
    if (foreign)
        throw new StudioError(
            "usage",
            `The method ${method} knows no ${foreign}, which belongs to another method: leave it out.`,
        );
}
