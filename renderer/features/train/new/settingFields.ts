/** Which settings a run has, in which groups, and what each field takes. What they mean: i18n, docs/presets.md. */
import type { TrainingSettings } from "../../../../preload/contract/training.ts";

export type SettingName = keyof TrainingSettings;

/** A number's limits, or the values to choose from. */
export type Field =
    | { kind: "number"; min: number; max: number; step: number; whole?: boolean }
    | { kind: "choice"; values: readonly string[] }
    | { kind: "several"; values: readonly string[] };

const real = (min: number, max: number, step: number): Field => ({ kind: "number", min, max, step });
const whole = (min: number, max: number, step = 1): Field => ({
    kind: "number",
    min,
    max,
    step,
    whole: true,
});
const choice = (...values: string[]): Field => ({ kind: "choice", values });

export const fields: Record<SettingName, Field> = {
    method: choice("q-adapter", "dpo", "sft", "replay"),
    strength: choice("gentle", "balanced", "strong"),
    epochs: whole(1, 1000),
    learningRate: real(1e-8, 1, 1e-4),
    schedule: choice("linear", "cosine", "constant"),
    warmup: whole(0, 1_000_000),
    batch: whole(1, 4096),
    maxLength: whole(8, 32_768, 64),
    weightDecay: real(0, 10, 0.01),
    clip: real(0.001, 1000, 0.1),
    seed: whole(0, 4_294_967_295),
    retention: real(0, 100, 0.05),
    ownTexts: whole(0, 10_000, 16),
    maxDrift: real(0, 100, 0.05),
    rank: whole(1, 256),
    alpha: real(0.001, 4096, 1),
    dropout: real(0, 0.9, 0.05),
    targets: { kind: "several", values: ["q", "k", "v", "o", "gate", "up", "down"] },
    holdout: real(0, 0.9, 0.05),
    evalEvery: whole(0, 1_000_000),
    patience: whole(0, 1000),
    loss: choice("paper", "advantage", "reference"),
    origin: choice("residual", "raw"),
    alpha0: real(0, 100, 0.1),
    alphaTilde: real(0.001, 100, 0.1),
    gamma: real(0, 1, 0.05),
    beta: real(0, 100, 0.01),
    margin: choice("sum", "mean"),
    marginScale: real(0.001, 1000, 0.5),
    likelihood: real(0, 100, 0.1),
};

export const groups = {
    learning: [
        "epochs",
        "learningRate",
        "schedule",
        "warmup",
        "batch",
        "maxLength",
        "weightDecay",
        "clip",
        "seed",
    ],
    keeping: ["strength", "retention", "ownTexts", "maxDrift"],
    size: ["rank", "alpha", "dropout", "targets"],
    watching: ["holdout", "evalEvery", "patience"],
    method: [
        "method",
        "loss",
        "origin",
        "alpha0",
        "alphaTilde",
        "gamma",
        "beta",
        "margin",
        "marginScale",
        "likelihood",
    ],
} as const satisfies Record<string, readonly SettingName[]>;

export const allSettings: readonly SettingName[] = Object.values(groups).flat();
