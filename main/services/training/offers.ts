/**
 * What a run would be, before it is started: the presets for data and model on this machine, and what would do where
 * one does not.
 */
import {
    type PresetOffer,
    presetNames,
    type TrainingChanges,
    type TrainingEstimate,
    type TrainingPreset,
} from "../../../preload/contract/training.ts";
import { getDataSet } from "../../db/dataSets.ts";
import type { ModelReference, PlanFacts } from "../../engine/contract.ts";
import { StudioError } from "../../errors.ts";
import type { Ground } from "../ground.ts";
import { modelReference } from "../models.ts";
import { estimate, rangeInWords, secondsOf } from "./estimate.ts";
import { pairFile } from "./pairFile.ts";
import { enginePreset, presetChanges, reasonsFor } from "./presets.ts";
import { type KnownSpeed, trainingSpeed } from "./speed.ts";

/** What to train. */
export interface TrainingWish {
    modelId: number;
    datasetId: number;
    preset: TrainingPreset;
    changes: TrainingChanges;
}

/** What a run is planned with. */
interface Plans {
    model: ModelReference;
    pairs: { path: string; sha256: string };
    /** the plan of these changes to one of the engine's presets */
    plan(preset: "studio" | "paper", changes: TrainingChanges): Promise<PlanFacts>;
}

/** A planned run. */
export interface PlannedRun {
    versionId: number;
    engine: "studio" | "paper";
    /** the preset's and the person's together */
    changes: TrainingChanges;
    facts: PlanFacts;
}

/** Plans what a person wishes. @throws StudioError as modelReference, pairFile and the engine's plan */
export async function planWish(ground: Ground, wish: TrainingWish): Promise<PlannedRun> {
    const { versionId } = getDataSet(ground.db, wish.datasetId);
    return planOf(await preparePlans(ground, wish.modelId, versionId), versionId, wish);
}

async function planOf(
    plans: Plans,
    versionId: number,
    { preset, changes }: TrainingWish,
): Promise<PlannedRun> {
    const engine = enginePreset(preset);
    const fitted = await plans.plan(engine, changes);
    const own = { ...presetChanges(preset, fitted), ...changes };
    const isFitted = Object.keys(own).length === Object.keys(changes).length;
    const facts = isFitted ? fitted : await plans.plan(engine, own);
    // said in full, so that the run stays what it is should a later version of the program fit other numbers
    const pinned = facts.settings.method === "q-adapter" ? facts.settings : own;
    return { versionId, engine, changes: pinned, facts };
}

async function preparePlans(ground: Ground, modelId: number, versionId: number): Promise<Plans> {
    const model = await modelReference(ground, modelId);
    const pairs = pairFile(ground, versionId);
    const plan = (preset: "studio" | "paper", changes: TrainingChanges) =>
        ground.engine.use((engine) => engine.plan({ model, pairs, preset, changes }));
    return { model, pairs, plan };
}

/** All presets. @throws StudioError as planWish */
export async function offerPresets(
    ground: Ground,
    { modelId, datasetId }: Pick<TrainingWish, "modelId" | "datasetId">,
): Promise<PresetOffer[]> {
    const { versionId } = getDataSet(ground.db, datasetId);
    const plans = await preparePlans(ground, modelId, versionId);
    const offers: PresetOffer[] = [];
    for (const preset of presetNames)
        offers.push(await offerOf(ground, plans, versionId, { modelId, datasetId, preset, changes: {} }));
    return offers;
}

/** One preset with changes. @throws StudioError as planWish */
export async function offer(ground: Ground, wish: TrainingWish): Promise<PresetOffer> {
    const { versionId } = getDataSet(ground.db, wish.datasetId);
    return offerOf(ground, await preparePlans(ground, wish.modelId, versionId), versionId, wish);
}

async function offerOf(
    ground: Ground,
    plans: Plans,
    versionId: number,
    wish: TrainingWish,
): Promise<PresetOffer> {
    const { preset, changes, modelId } = wish;
    const { facts, engine } = await planOf(plans, versionId, wish);
    const isFree = ground.events.engine.work.length === 0 && ground.events.engine.answering === 0;
    const speed = await trainingSpeed(ground, modelId, plans.model, plans.pairs, facts.fits && isFree);
    const figures = estimate(facts, speed);
    return {
        preset,
        settings: facts.settings,
        reasons: reasonsFor(preset, facts, changes),
        estimate: { ...figures, suggestions: await suggest(plans, engine, facts, figures, speed, changes) },
    };
}

type Suggestion = TrainingEstimate["suggestions"][number];

/** What would fit, or be quicker; only what was planned and does. */
async function suggest(
    plans: Plans,
    engine: PlannedRun["engine"],
    facts: PlanFacts,
    { fits, sensible }: Pick<TrainingEstimate, "fits" | "sensible">,
    speed: KnownSpeed,
    chosen: TrainingChanges,
): Promise<Suggestion[]> {
    if (sensible) return [];
    const found: Suggestion[] = [];
    for (const { text, changes } of candidates(facts, fits)) {
        const tried = await planned(plans, engine, { ...chosen, ...changes });
        if (!tried?.fits) continue;
        const figures = estimate(tried, speed);
        if (!figures.sensible) continue;
        found.push({ text: `${text}: ${rangeInWords(figures.seconds)}`, changes });
        if (found.length === mostSuggestions) break;
    }
    return found.length > 0 ? found : [{ text: nothingHelps(facts, fits, speed), changes: {} }];
}

const mostSuggestions = 2;

/** From the one that costs least. */
function candidates({ settings }: PlanFacts, fits: boolean): Suggestion[] {
    const { epochs, maxLength, evalEvery } = settings;
    const seldom = evalEvery > 0 ? { evalEvery: 0 } : {};
    const looks = { text: "Look at the comparisons that are kept out once in each pass", changes: seldom };
    const fewer = [0.5, 0.25]
        .map((part) => Math.max(1, Math.floor(epochs * part)))
        .filter((n, i, all) => n < epochs && all.indexOf(n) === i)
        .map((n) => ({
            text: n === 1 ? "Go through the data once" : `Go through the data ${n} times`,
            changes: { epochs: n },
        }));
    const shorter = [0.5, 0.25, 0.125]
        .map((part) => Math.floor(maxLength * part))
        .filter((length) => length >= 32)
        .map((length) => ({ text: `Cut texts to ${length} tokens`, changes: { maxLength: length } }));
    const small: Suggestion = {
        text: "Cut texts to 64 tokens and train the matrices q and v only",
        changes: { maxLength: Math.min(64, maxLength), targets: ["q", "v"], rank: 4, alpha: 8 },
    };
    const both = shorter.map(({ text, changes }) => ({
        text: `${text}, and go through the data once`,
        changes: { ...changes, ...seldom, epochs: 1 },
    }));
    if (!fits) return [...shorter, small, ...both];
    return [...(evalEvery > 0 ? [looks] : []), ...fewer, ...shorter, ...both];
}

async function planned(
    plans: Plans,
    engine: PlannedRun["engine"],
    changes: TrainingChanges,
): Promise<PlanFacts | undefined> {
    try {
        return await plans.plan(engine, changes);
    } catch (error) {
        if (error instanceof StudioError && error.code === "data-invalid") return undefined; // nothing is left
        throw error;
    }
}

function nothingHelps(facts: PlanFacts, fits: boolean, speed: KnownSpeed): string {
    if (!fits) return "Close other programs, or choose a smaller model.";
    const { settings, steps, work } = facts;
    const shortest = { steps: steps / settings.epochs, settings: { ...settings, epochs: 1 } };
    const once = secondsOf({ ...facts, ...shortest, work: { ...work, looks: 1 } }, speed);
    return `Choose a smaller model or fewer comparisons: even once through the data takes ${rangeInWords({ low: once, high: once })}.`;
}
