/**
 * Does what was planned (plan.ts): the base's own texts, the training loop, the adapter's file.
 * What a run leaves behind beside the adapter until it is done lies next to it, so that it can be resumed.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { StudioError } from "../errors.ts";
import { writeContentAtomically } from "../files/atomicWrite.ts";
import { getString } from "../formats/gguf/read.ts";
import { ColumnDecoder } from "../inference/columnDecoder.ts";
import type { Tokenizer } from "../inference/tokenizer.ts";
import { type Adapter, modelFingerprint, writeAdapter } from "../model/adapterFile.ts";
import type { Model } from "../model/weights.ts";
import { checkpointPath, removeCheckpoint } from "./checkpoint.ts";
import { ownTextsTogether, sampleOwnTexts } from "./ownTexts.ts";
import type { OwnText } from "./pairStep.ts";
import type { TrainPlan } from "./plan.ts";
import type { TrainSettings } from "./settings.ts";
import { trainAdapter } from "./trainAdapter.ts";
import type { StartingPoint, TrainJob, TrainResult, TrainSnapshot } from "./trainJob.ts";

/** How to run a plan. */
export interface PlanRun
    extends Pick<
        TrainJob,
        "out" | "resume" | "checkpointEvery" | "signal" | "endSignal" | "pause" | "onStep" | "onEvaluation"
    > {
    /** loaded with transposed weights */
    model: Model;
    tokenizer: Tokenizer;
    /** the adapter to go on from, with its file's name */
    start?: (StartingPoint & { name: string }) | undefined;
    /** of the pairs, as the adapter will name them */
    dataHash: string;
    /** the adapter's; default: from `out` */
    name?: string;
    /** keeps the base's own texts beside the adapter until the run is done, so that resuming does not sample them again */
    keepOwnTexts: boolean;
    /** further figures for the adapter's file, made of the result */
    metrics: (result: TrainResult) => Record<string, unknown>;
    /** the base makes up texts, `done` of `total` */
    onOwnText?: (done: number, total: number) => void;
}

/** Bytes for what the base says about the pairs. */
const cacheBytes = 256 * 2 ** 20;
/** Tokens of an own text with its prompt, at most. */
const ownTextContext = 256;

/**
 * Trains and writes the adapter.
 * @throws StudioError as trainAdapter; after `interrupted` the same run with `resume` goes on
 */
export async function runPlan(plan: TrainPlan, run: PlanRun): Promise<TrainResult> {
    const { settings } = plan;
    const fingerprint = modelFingerprint(run.model.file);
    const identity = `${fingerprint} ${run.dataHash}`;
    const result = await trainAdapter({
        ...run,
        settings,
        train: plan.train.pairs,
        heldOut: plan.heldOut.pairs,
        ownTexts: await ownTexts(settings, run, identity),
        padToken: run.tokenizer.endOfText,
        identity,
        recompute: plan.recompute,
        cacheBytes,
    });
    writeAdapter(run.out, {
        ...adapterOf(result, settings, run.model, run.tokenizer),
        name: run.name ?? basename(run.out).replace(/\.gguf$/, ""),
        dataHash: run.dataHash,
        start: run.start,
        metrics: run.metrics(result),
    });
    removeRemains(run.out);
    return result;
}

/** An adapter in training, or just trained, as one that can be decoded with and written. */
export function adapterOf(
    { matrices, values }: TrainSnapshot,
    settings: TrainSettings,
    { file, config }: Model,
    { template }: Tokenizer,
): Adapter {
    const { method, origin, alpha0, alphaTilde, gamma, alpha } = settings;
    return {
        name: "",
        architecture: config.architecture.name,
        alpha,
        matrices,
        values,
        rule: { method, origin, alpha0, alphaTilde, gamma },
        template: { name: template.name, sha256: template.sha256 },
        base: {
            fingerprint: modelFingerprint(file),
            name: getString(file, "general.name", basename(file.path)),
        },
        settings: { ...settings },
    };
}

/** Removes what lets a run be resumed. */
export function removeRemains(out: string): void {
    removeCheckpoint(checkpointPath(out));
    rmSync(ownTextsPath(out), { force: true });
}

function ownTextsPath(out: string): string {
    return `${out}.own-texts`;
}

/** Texts of the base's own making, if the settings hold on to any: sampled, or kept from before the interruption. */
async function ownTexts(settings: TrainSettings, run: PlanRun, identity: string): Promise<OwnText[]> {
    const { retention, ownTexts: total, seed } = settings;
    if (retention === 0 || total === 0) return [];
    const key = createHash("sha256")
        .update(JSON.stringify([identity, total, seed]))
        .digest("hex");
    const kept = run.resume && run.keepOwnTexts ? readOwnTexts(run.out, key) : undefined;
    if (kept) return kept;
    const decoder = new ColumnDecoder(run.model, Array(ownTextsTogether).fill([]), ownTextContext);
    try {
        const { tokenizer, signal, pause, onOwnText } = run;
        const onProgress = (done: number) => onOwnText?.(done, total);
        const texts = await sampleOwnTexts(decoder, tokenizer, total, seed, { signal, pause, onProgress });
        if (run.keepOwnTexts) keepOwnTexts(run.out, key, texts);
        return texts;
    } catch (error) {
        if (!run.signal?.aborted) throw error;
        throw new StudioError("interrupted", "Stopped before the first step.", { cause: error });
    } finally {
        decoder.dispose();
    }
}

function keepOwnTexts(out: string, key: string, texts: readonly OwnText[]): void {
    writeContentAtomically(ownTextsPath(out), JSON.stringify({ key, texts }));
}

function readOwnTexts(out: string, key: string): OwnText[] | undefined {
    const path = ownTextsPath(out);
    if (!existsSync(path)) return undefined;
    try {
        const kept = JSON.parse(readFileSync(path, "utf8")) as { key: string; texts: OwnText[] };
        return kept.key === key ? kept.texts : undefined;
    } catch {
        return undefined; // damaged: they are sampled again
    }
}
