/**
 * The presets that people choose from, and why each number is as it is. What they rest on: docs/presets.md.
 * The numbers of "balanced" are the engine's, fitted to data and model (main/training/fitting.ts).
 */
import type {
    PresetOffer,
    TrainingChanges,
    TrainingPreset,
    TrainingSettings,
} from "../../../preload/contract/training.ts";
import type { PlanFacts } from "../../engine/contract.ts";
import { percent } from "../../percent.ts";

/** Which of the engine's two sets of numbers a preset begins with. */
export function enginePreset(preset: TrainingPreset): "studio" | "paper" {
    return preset === "paper" ? "paper" : "studio";
}

/** Quick: half as often through the data, and half as many own texts. Thorough: twice as much of both. */
const factors: Partial<Record<TrainingPreset, number>> = { quick: 0.5, thorough: 2 };
const fewestOwnTexts = 16;
/** After fewer steps an adapter has hardly moved. */
const fewestSteps = 20;
const mostEpochs = 24;

/** What a preset changes in the numbers that fit data and model. */
export function presetChanges(preset: TrainingPreset, fitted: PlanFacts): TrainingChanges {
    const factor = factors[preset];
    if (factor === undefined) return {};
    const { epochs, ownTexts, patience } = fitted.settings;
    const stepsPerEpoch = fitted.steps / epochs;
    const enough = factor < 1 ? Math.min(epochs, Math.ceil(fewestSteps / stepsPerEpoch)) : 1;
    return {
        epochs: Math.min(mostEpochs, Math.max(1, enough, Math.round(epochs * factor))),
        ...(ownTexts > 0
            ? { ownTexts: Math.max(Math.min(ownTexts, fewestOwnTexts), Math.round(ownTexts * factor)) }
            : {}),
        ...(factor > 1 ? { patience: Math.max(patience, 4) } : {}),
    };
}

type Reason = PresetOffer["reasons"][number];

/** Why the numbers of a run are as they are. @param chosen what the person changed: those need no reason of ours */
export function reasonsFor(preset: TrainingPreset, facts: PlanFacts, chosen: TrainingChanges): Reason[] {
    const { settings } = facts;
    const all = preset === "paper" ? paperReasons(settings) : studioReasons(preset, facts);
    const own = Object.keys(chosen) as (keyof TrainingSettings)[];
    return [
        ...all.filter(({ setting }) => !own.includes(setting)),
        ...own.map((setting) => ({ setting, reason: "As you chose." })),
    ];
}

function studioReasons(
    preset: TrainingPreset,
    { settings, pairs, steps, heldOutPairs, cutPairs }: PlanFacts,
): Reason[] {
    const { epochs, batch, ownTexts, holdout, retention, maxLength, rank, method } = settings;
    const passes = epochs === 1 ? "Once" : `${epochs} times`;
    const why =
        preset === "quick"
            ? "half as often as usual, for a first look"
            : preset === "thorough"
              ? "twice as often as usual; the best adapter on the way is kept"
              : "about as many steps as a preference takes to be learned, and no more than this model can be waited for";
    const reasons: Reason[] = [
        {
            setting: "method",
            reason:
                method === "q-adapter"
                    ? "The Q-Adapter method holds on to what the model knows while it learns the preference."
                    : "A usual method, to compare with.",
        },
        { setting: "epochs", reason: `${passes} through ${pairs} comparisons (${steps} steps): ${why}.` },
        {
            setting: "batch",
            reason:
                batch < 16
                    ? `${batch} comparisons to a step: with only ${pairs}, larger steps would be too few.`
                    : `${batch} comparisons to a step, so that no step rests on a handful.`,
        },
        {
            setting: "holdout",
            reason: `${heldOutPairs} comparisons are kept out (${percent(holdout)} of the prompts): the result is measured on them.`,
        },
        {
            setting: "rank",
            reason: `Rank ${rank} on all matrices: small, and enough for a style or a habit.`,
        },
        {
            setting: "maxLength",
            reason:
                cutPairs > 0
                    ? `Texts are cut to ${maxLength} tokens, which keeps the memory down; ${cutPairs} are longer.`
                    : `Up to ${maxLength} tokens: all of your texts fit.`,
        },
    ];
    if (retention > 0 && ownTexts > 0)
        reasons.push({
            setting: "ownTexts",
            reason: `The model writes ${ownTexts} texts of its own first, and holds on to them while it learns: that keeps what it knows.`,
        });
    return reasons;
}

function paperReasons({ epochs, batch, rank }: TrainingSettings): Reason[] {
    return [
        {
            setting: "loss",
            reason: "Exactly the settings of the paper, for comparison; not fitted to your data.",
        },
        { setting: "epochs", reason: `${epochs} times through the data, as in the paper.` },
        {
            setting: "batch",
            reason: `${batch} comparisons to a step; the paper's 512 would need many thousands of comparisons.`,
        },
        { setting: "rank", reason: `Rank ${rank} on the matrices q and v, as in the paper.` },
        { setting: "ownTexts", reason: "No texts of the model's own: the paper holds on to none." },
    ];
}
