/**
 * What a run over preference pairs will do, before it is started: which pairs, how many steps, how much memory.
 * Prints nothing and allocates nothing; runPlan.ts does what is planned here.
 */
import type { PreferencePair } from "../../preload/records.ts";
import { StudioError } from "../errors.ts";
import type { GgufFile } from "../formats/gguf/read.ts";
import type { Device } from "../ggml/device.ts";
import { readModelConfig } from "../model/architectures.ts";
import { countParameters } from "../model/describe.ts";
import { stepsPerEpoch } from "./batches.ts";
import { type EncodedPairs, encodePairs, type PairEncoder } from "./encodePairs.ts";
import { type DataSize, fitToData } from "./fitting.ts";
import { estimateMemory, type MemoryEstimate, planMemory } from "./memory.ts";
import { pairText, textTokens } from "./pairStep.ts";
import { type PresetName, resolveSettings, type TrainSettings } from "./settings.ts";
import { type Split, splitByPrompt } from "./split.ts";

/** When activations are computed again instead of stored: `auto` where memory is tight. */
export type Recompute = "auto" | "always" | "never";

/** What to plan. */
export interface PlanRequest {
    preset: PresetName;
    /** what is not given is the preset's, fitted to data and model (the paper's preset aside) */
    changes: Partial<TrainSettings>;
    pairs: readonly PreferencePair[];
    /** of an adapter that is trained on, in place of the settings' */
    shape?: Pick<TrainSettings, "rank" | "alpha" | "targets"> | undefined;
    /** default: auto */
    recompute?: Recompute;
    /** bytes that there are */
    availableMemory: number;
    /** bytes of them that the program takes without any weights; default: what it takes now */
    programBytes?: number;
}

/** A planned run. */
export interface TrainPlan {
    settings: TrainSettings;
    train: EncodedPairs;
    heldOut: EncodedPairs;
    /** the two parts as they were given */
    split: Split;
    totalSteps: number;
    memory: MemoryEstimate;
    recompute: boolean;
    /** whether there is as much memory as it takes */
    fits: boolean;
}

/** Plans a run. @throws StudioError `usage` (settings), `data-invalid` (no pair is left, or none can be held out) */
export function planTraining(
    { file, device, encoder }: { file: GgufFile; device: Device; encoder: PairEncoder },
    { preset, changes, pairs, shape, recompute: wish = "auto", availableMemory, programBytes }: PlanRequest,
): TrainPlan {
    const wished = resolveSettings(preset, changes);
    const split = splitByPrompt(pairs, wished.holdout, wished.seed);
    const encode = (part: readonly PreferencePair[]) => encodePairs(part, encoder, wished.maxLength);
    const [train, heldOut] = [encode(split.train), encode(split.heldOut)];
    if (train.pairs.length === 0) throw new StudioError("data-invalid", "No pair is left to learn from.");
    const fitted = preset === "paper" ? wished : fitToData(wished, changes, sizeOf(file, train));
    const settings = { ...fitted, ...shape };
    const estimate = (recompute: boolean) =>
        estimateMemory(
            file,
            readModelConfig(file),
            device,
            settings,
            [...train.pairs, ...heldOut.pairs],
            recompute,
            programBytes ?? process.memoryUsage.rss(),
        );
    const { recompute, estimate: memory } = planMemory(estimate, availableMemory, wish);
    return {
        settings,
        train,
        heldOut,
        split,
        totalSteps: stepsPerEpoch(train.pairs.length, settings.batch) * settings.epochs,
        memory,
        recompute,
        fits: memory.total <= availableMemory,
    };
}

function sizeOf(file: GgufFile, { pairs }: EncodedPairs): DataSize {
    const tokens = pairs.reduce((sum, pair) => sum + textTokens(pairText(pair)), 0);
    return {
        pairs: pairs.length,
        tokensPerPair: tokens / Math.max(1, pairs.length),
        parameters: countParameters(file),
    };
}
