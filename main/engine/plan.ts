/**
 * What a run of training would do and take, without weights: for estimates, and as the first step of a run.
 */
import type { TrainingChanges, TrainingSettings } from "../../preload/contract/training.ts";
import { StudioError } from "../errors.ts";
import type { GgufFile } from "../formats/gguf/read.ts";
import { readPreferenceFile } from "../formats/preferences/preferenceFile.ts";
import { openEngineModel } from "../inference/openModel.ts";
import type { PairEncoder } from "../training/encodePairs.ts";
import { pairText, type TokenPair, textTokens } from "../training/pairStep.ts";
import { planTraining, type TrainPlan } from "../training/plan.ts";
import type { PresetName } from "../training/settings.ts";
import type { ModelReference, PlanFacts } from "./contract.ts";
import type { Library } from "./library.ts";
import { remembering } from "./rememberingEncoder.ts";

/** What to train, as the contract has it. */
export interface TrainingChoice {
    model: ModelReference;
    pairs: { path: string; sha256: string };
    preset: PresetName;
    changes: TrainingChanges;
}

/** Tokens of an own text with the prompt that the base makes up for it, about. */
const ownTextTokens = 110;

/** Node with the libraries, about. */
const smallestProgram = 80 * 2 ** 20;

/** Plans a run without loading weights. @throws StudioError as planTraining and readPairs */
export async function planRun(library: Library, choice: TrainingChoice): Promise<PlanFacts> {
    const file = openEngineModel(choice.model.path);
    const encoder = await library.tokenizer(file, choice.model.template);
    const available = availableMemory(library);
    return planFacts(planChoice(library, file, encoder, choice), available);
}

/** What there is for a run: what is free, and what the process takes already. */
export function availableMemory(library: Library): number {
    if (library.device.isGpu) return library.device.memory().total;
    return process.availableMemory() + process.memoryUsage.rss();
}

/** What the process takes without weights: those of this model are planned for, and others go first. */
function programBytes(library: Library): number {
    const held = library.loaded().reduce((sum, { bytes }) => sum + bytes, 0);
    return Math.max(smallestProgram, process.memoryUsage.rss() - held);
}

/** Plans a run with a model whose file is open. @throws StudioError as planTraining and readPairs */
export function planChoice(
    library: Library,
    file: GgufFile,
    encoder: PairEncoder,
    { pairs, preset, changes }: TrainingChoice,
): TrainPlan {
    return planTraining(
        { file, device: library.device, encoder: remembering(encoder) },
        {
            preset,
            changes,
            pairs: readPairs(pairs),
            availableMemory: availableMemory(library),
            programBytes: programBytes(library),
        },
    );
}

/** Reads pairs of a version of a data set. @throws StudioError `data-invalid` where they are not what they were */
export function readPairs({ path, sha256 }: TrainingChoice["pairs"]) {
    const file = readPreferenceFile(path);
    const [problem] = file.problems;
    if (problem)
        throw new StudioError(
            "data-invalid",
            `${file.problems.length} comparisons of this data set cannot be learned from: ${problem.reason}`,
        );
    if (file.sha256 !== sha256)
        throw new StudioError("data-invalid", "The comparisons of this run have changed. Start a new run.");
    return file.pairs;
}

/** A plan in the words of the contract. */
export function planFacts({ settings, train, heldOut, ...plan }: TrainPlan, available: number): PlanFacts {
    const tokens = ({ pairs }: typeof train) => pairs.length * meanTokens(pairs);
    const every = settings.evalEvery || Math.max(1, plan.totalSteps / settings.epochs);
    return {
        settings: { ...settings, targets: settings.targets as TrainingSettings["targets"] },
        pairs: train.pairs.length,
        heldOutPairs: heldOut.pairs.length,
        indistinctPairs: train.indistinct + heldOut.indistinct,
        cutPairs: train.promptsCut + heldOut.promptsCut + train.answersCut + heldOut.answersCut,
        steps: plan.totalSteps,
        memory: { needed: plan.memory.total, available, recompute: plan.recompute },
        fits: plan.fits,
        work: {
            epochTokens: tokens(train),
            lookTokens: tokens(heldOut),
            looks: heldOut.pairs.length > 0 ? Math.ceil(plan.totalSteps / every) : 0,
            ownTextTokens: settings.retention > 0 ? settings.ownTexts * ownTextTokens : 0,
        },
    };
}

/** Mean number of tokens of a pair: prompt and both answers; 0 without pairs. */
export function meanTokens(pairs: readonly TokenPair[]): number {
    const total = pairs.reduce((sum, pair) => sum + textTokens(pairText(pair)), 0);
    return pairs.length > 0 ? total / pairs.length : 0;
}
