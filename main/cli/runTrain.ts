/**
 * `qadapter train`: from a preference file to an adapter file.
 */
import { basename } from "node:path";
import { StudioError } from "../errors.ts";
import { getString } from "../formats/gguf/read.ts";
import { ColumnDecoder } from "../inference/columnDecoder.ts";
import { machineMemory } from "../machine.ts";
import { type Adapter, modelFingerprint, writeAdapter } from "../model/adapterFile.ts";
import { readModelConfig } from "../model/architectures.ts";
import type { Model } from "../model/weights.ts";
import { checkpointPath, removeCheckpoint } from "../training/checkpoint.ts";
import { type EncodedPairs, encodePairs } from "../training/encodePairs.ts";
import type { PairMetrics } from "../training/evaluate.ts";
import { type DataSize, fitToData } from "../training/fitting.ts";
import { estimateMemory, type MemoryEstimate, type MemoryPlan, planMemory } from "../training/memory.ts";
import { ownTextsTogether, sampleOwnTexts } from "../training/ownTexts.ts";
import { type OwnText, pairText, textTokens } from "../training/pairStep.ts";
import { resolveSettings, type TrainSettings, withStrength } from "../training/settings.ts";
import { splitByPrompt } from "../training/split.ts";
import { type TrainResult, trainAdapter } from "../training/trainAdapter.ts";
import { interruptSignal } from "./interrupt.ts";
import { Progress, printJson, printLine } from "./output.ts";
import { readPairs } from "./readPairs.ts";
import { load, type Opened, open } from "./session.ts";
import { checkStartOptions, openStart } from "./startingPoint.ts";
import type { TrainOptions } from "./train.ts";
import { checkWritable } from "./writable.ts";

const megabyte = 2 ** 20;

/** Runs the subcommand. */
export async function run(options: TrainOptions): Promise<void> {
    const summary = await train(options);
    if (options.json) printJson(summary);
}

/** Trains as the options say and writes the adapter; returns what `--json` prints. */
export async function train(options: TrainOptions): Promise<Record<string, unknown>> {
    const changes = changesOf(options);
    const wished = resolveSettings(options.preset ?? "studio", changes);
    checkStartOptions(options);
    checkWritable(options.out, "adapter");
    const file = readPairs(options.pairs, options.skipInvalid ?? false);
    const opened = await open(options);
    const start = await openStart(options, opened);
    const split = splitByPrompt(file.pairs, wished.holdout, wished.seed);
    const encode = (pairs: typeof file.pairs) => encodePairs(pairs, opened.tokenizer, wished.maxLength);
    const [trainPart, heldOut] = [encode(split.train), encode(split.heldOut)];
    const fitted =
        options.preset === "paper" ? wished : fitToData(wished, changes, sizeOf(opened, trainPart));
    const settings = { ...fitted, ...start?.shape };
    reportEncoding(trainPart, heldOut, settings);
    const { estimate, recompute } = planRun(
        opened,
        settings,
        trainPart,
        heldOut,
        options.recompute ?? "auto",
    );
    const fingerprint = modelFingerprint(opened.file);
    const started = performance.now();
    const model = load(opened, true);
    const ownTexts = await makeOwnTexts(opened, model, settings);
    const progress = new Progress("Training");
    let last: PairMetrics | undefined;
    const result = await trainAdapter({
        model,
        settings,
        train: trainPart.pairs,
        heldOut: heldOut.pairs,
        start,
        ownTexts,
        padToken: opened.tokenizer.endOfText,
        identity: `${fingerprint} ${file.sha256}`,
        out: options.out,
        recompute,
        resume: options.resume ?? false,
        checkpointEvery: options.checkpointEvery ?? 10,
        cacheBytes: 256 * megabyte,
        signal: interruptSignal,
        onEvaluation: (metrics) => {
            last = metrics;
        },
        onStep: ({ step, total, loss, pairs, seconds }) => {
            const accuracy = last ? `  held-out ${(100 * last.policyAccuracy).toFixed(0)} %` : "";
            const left = ((total - step) * seconds).toFixed(0);
            progress.update({
                done: step,
                total,
                note: `loss ${loss.toFixed(3)}${accuracy}  ${(pairs / seconds).toFixed(1)} pairs/s  ${left} s left`,
            });
        },
    });
    progress.finish();
    const metrics = summarise(result, estimate, (performance.now() - started) / 1000);
    writeAdapter(options.out, {
        ...describeAdapter(options, opened, settings, file.sha256, fingerprint, result, metrics),
        start,
    });
    removeCheckpoint(checkpointPath(options.out));
    printLine(`${endings[result.stopped]} Wrote ${options.out}.`);
    return {
        adapter: options.out,
        ...metrics,
        settings,
        pairs: trainPart.pairs.length,
        heldOutPairs: heldOut.pairs.length,
    };
}

/** Why a run ended, in words. */
const endings: Record<TrainResult["stopped"], string> = {
    finished: "Went through all steps.",
    "no-improvement": "Stopped early: the held-out pairs no longer got better.",
    drift: "Stopped early: the model had moved as far from itself as is allowed.",
};

function changesOf(options: TrainOptions): Partial<TrainSettings> {
    const { preset = "studio", strength } = options;
    const wished = strength ? withStrength(preset, strength) : {};
    return {
        method: options.method,
        loss: options.loss,
        origin: options.qOrigin,
        alpha0: options.alpha0,
        alphaTilde: options.alphaTilde,
        gamma: options.gamma,
        beta: options.beta ?? wished.beta,
        margin: options.margin,
        marginScale: options.marginScale ?? wished.marginScale,
        likelihood: options.likelihood,
        retention: options.retention ?? wished.retention,
        ownTexts: options.ownTexts,
        rank: options.rank,
        alpha: options.alpha,
        dropout: options.dropout,
        targets: options.targets,
        epochs: options.epochs,
        learningRate: options.lr,
        schedule: options.schedule,
        warmup: options.warmup,
        weightDecay: options.weightDecay,
        clip: options.clip,
        batch: options.batch,
        maxLength: options.maxLength,
        holdout: options.holdout,
        evalEvery: options.evalEvery,
        patience: options.patience,
        maxDrift: options.maxDrift,
        seed: options.seed,
    };
}

function sizeOf({ file }: Opened, { pairs }: EncodedPairs): DataSize {
    const tokens = pairs.reduce((sum, pair) => sum + textTokens(pairText(pair)), 0);
    const parameters = [...file.tensors.values()].reduce(
        (sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1),
        0,
    );
    return { pairs: pairs.length, tokensPerPair: tokens / Math.max(1, pairs.length), parameters };
}

/** Texts of the base's own making, if the settings hold on to any. */
async function makeOwnTexts(
    { tokenizer }: Opened,
    model: Model,
    settings: TrainSettings,
): Promise<OwnText[]> {
    if (settings.retention === 0 || settings.ownTexts === 0) return [];
    const progress = new Progress("The model's own texts");
    const decoder = new ColumnDecoder(model, Array(ownTextsTogether).fill([]), 256);
    const total = settings.ownTexts;
    const show = (done: number) => progress.update({ done, total });
    const texts = await sampleOwnTexts(decoder, tokenizer, total, settings.seed, interruptSignal, show);
    progress.finish();
    decoder.dispose();
    return texts;
}

function reportEncoding(train: EncodedPairs, heldOut: EncodedPairs, { maxLength }: TrainSettings): void {
    const sum = (of: (part: EncodedPairs) => number) => of(train) + of(heldOut);
    const [prompts, answers, same] = [
        sum((p) => p.promptsCut),
        sum((p) => p.answersCut),
        sum((p) => p.indistinct),
    ];
    printLine(`${train.pairs.length} pairs to learn from, ${heldOut.pairs.length} held out.`);
    if (prompts > 0) printLine(`${prompts} prompts lost their beginning to fit ${maxLength} tokens.`);
    if (answers > 0) printLine(`${answers} pairs have an answer that was cut at ${maxLength} tokens.`);
    if (same > 0)
        printLine(`${same} pairs are left out: within ${maxLength} tokens their answers are the same.`);
    if (train.pairs.length === 0) throw new StudioError("data-invalid", "No pair is left to learn from.");
}

/** Estimates memory and decides whether activations are stored or computed again. */
function planRun(
    { file, device }: Opened,
    settings: TrainSettings,
    train: EncodedPairs,
    heldOut: EncodedPairs,
    wish: NonNullable<TrainOptions["recompute"]>,
): MemoryPlan {
    const estimate = (recompute: boolean) =>
        estimateMemory(
            file,
            readModelConfig(file),
            device,
            settings,
            [...train.pairs, ...heldOut.pairs],
            recompute,
            process.memoryUsage.rss(),
        );
    const available = device.isGpu ? device.memory().total : machineMemory();
    const plan = planMemory(estimate, available, wish);
    const [needed, there] = [plan.estimate.total, available].map((bytes) => Math.round(bytes / megabyte));
    printLine(
        `Memory needed: about ${needed} MB of ${there} MB${plan.recompute ? " (recomputing activations)" : ""}.`,
    );
    if (plan.estimate.total > available)
        throw new StudioError(
            "out-of-memory",
            `Training would need about ${needed} MB of memory, and this computer has ${there} MB. Choose a smaller model or a smaller --max-length.`,
        );
    return plan;
}

function summarise(result: TrainResult, estimate: MemoryEstimate, seconds: number): Record<string, unknown> {
    return {
        steps: result.steps,
        stopped: result.stopped,
        drift: result.drift ?? null,
        heldOutAccuracy: result.heldOut?.policyAccuracy ?? null,
        heldOutRewardAccuracy: result.heldOut?.rewardAccuracy ?? null,
        heldOutMargin: result.heldOut?.meanLogRatioMargin ?? null,
        heldOutLoss: result.heldOut?.loss ?? null,
        seconds,
        secondsPerPair: result.secondsPerPair.later || result.secondsPerPair.first || null,
        secondsPerPairFirstEpoch: result.secondsPerPair.first || null,
        estimatedMemoryMB: Math.round(estimate.total / megabyte),
        peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1024),
    };
}

function describeAdapter(
    options: TrainOptions,
    { file, tokenizer: { template } }: Opened,
    settings: TrainSettings,
    dataHash: string,
    fingerprint: string,
    { matrices, values }: TrainResult,
    metrics: Record<string, unknown>,
): Adapter {
    const { method, origin, alpha0, alphaTilde, gamma } = settings;
    return {
        name: basename(options.out).replace(/\.gguf$/, ""),
        architecture: getString(file, "general.architecture"),
        alpha: settings.alpha,
        matrices,
        values,
        rule: { method, origin, alpha0, alphaTilde, gamma },
        template: { name: template.name, sha256: template.sha256 },
        base: { fingerprint, name: getString(file, "general.name", basename(file.path)) },
        dataHash,
        settings: { ...settings },
        metrics,
    };
}
