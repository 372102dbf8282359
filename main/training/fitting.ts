/**
 * The numbers of a preset that follow from the data and the model where the person did not choose them: how many pairs
 * to a step, how often to go through them, how many texts of the model's own to hold on to, and how firmly.
 */
import { stepsPerEpoch } from "./batches.ts";
import type { TrainSettings } from "./settings.ts";

/** What there is to learn from, and with. */
export interface DataSize {
    /** pairs to learn from */
    pairs: number;
    /** tokens of the prompt and both answers, in the mean */
    tokensPerPair: number;
    /** weights of the model */
    parameters: number;
}

/** Optimiser steps after which a small model has learned a preference (docs/presets.md). */
const enoughSteps = 92;
const mostEpochs = 12;
/**
 * Floating-point operations that a run may take beyond its first pass: some three minutes on two processor cores. Large
 * models learn from fewer steps than small ones, so this costs them little.
 */
const affordable = 2e13;
/** Operations per token and weight: the base, the adapter's pass, and back. */
const operations = 6;
/** In few steps an adapter does not get far, so what holds it back weighs less: this little at the least. */
const fewStepsHeld = 0.35;
const smallBatch = 8;
/** Up to here, whole batches would be too few steps. */
const fewPairs = 256;
const fewestOwnTexts = 16;

/** Fills in what was not given. @param given what the person chose */
export function fitToData(
    settings: TrainSettings,
    given: Partial<TrainSettings>,
    size: DataSize,
): TrainSettings {
    const batch =
        given.batch ?? (size.pairs < fewPairs ? Math.min(smallBatch, settings.batch) : settings.batch);
    const epochs = given.epochs ?? fittingEpochs(size, batch);
    const steps = epochs * stepsPerEpoch(size.pairs, batch);
    const held = Math.min(1, Math.max(fewStepsHeld, steps / enoughSteps));
    const wanted = Math.min(settings.ownTexts, Math.max(fewestOwnTexts, 8 * Math.ceil(steps / 8)));
    return {
        ...settings,
        batch,
        epochs,
        beta: given.beta ?? held * settings.beta,
        retention: given.retention ?? held * settings.retention,
        ownTexts: given.ownTexts ?? wanted,
    };
}

/** Few pairs more often, many less, and long texts in large models no more often than can be waited for. */
function fittingEpochs({ pairs, tokensPerPair, parameters }: DataSize, batch: number): number {
    const enough = Math.max(2, Math.round((enoughSteps * batch) / Math.max(1, pairs)));
    const perEpoch = operations * parameters * tokensPerPair * pairs;
    return Math.max(1, Math.min(mostEpochs, enough, Math.floor(affordable / Math.max(1, perEpoch))));
}
