/**
 * `qadapter train`: from a preference file to an adapter file.
 */
import { StudioError } from "../errors.ts";
import { machineMemory } from "../machine.ts";
import { percent } from "../percent.ts";
import type { EncodedPairs } from "../training/encodePairs.ts";
import type { PairMetrics } from "../training/evaluate.ts";
import type { MemoryEstimate } from "../training/memory.ts";
import { planTraining, type TrainPlan } from "../training/plan.ts";
import { runPlan } from "../training/runPlan.ts";
import { resolveSettings, type TrainSettings } from "../training/settings.ts";
import type { TrainResult } from "../training/trainJob.ts";
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
    const { preset = "studio", out } = options;
    resolveSettings(preset, changesOf(options)); // mistakes in the settings come first
    checkStartOptions(options);
    checkWritable(out, "adapter");
    const file = readPairs(options.pairs, options.skipInvalid ?? false);
    const opened = await open(options);
    try {
        return await trainOpened(options, opened, file);
    } finally {
        await opened.tokenizer.dispose();
        opened.device.dispose();
    }
}

async function trainOpened(
    options: TrainOptions,
    opened: Opened,
    file: ReturnType<typeof readPairs>,
): Promise<Record<string, unknown>> {
    const { preset = "studio", out, recompute, resume = false, checkpointEvery = 10 } = options;
    const changes = changesOf(options);
    const start = await openStart(options, opened);
    const { device, tokenizer } = opened;
    const availableMemory = device.isGpu ? device.memory().total : machineMemory();
    const plan = planTraining(
        { file: opened.file, device, encoder: tokenizer },
        { preset, changes, pairs: file.pairs, recompute, availableMemory, shape: start?.shape },
    );
    reportPlan(plan, availableMemory);
    const started = performance.now();
    const ownTexts = new Progress("The model's own texts");
    const progress = new Progress("Training");
    let last: PairMetrics | undefined;
    const metrics = (result: TrainResult) =>
        summarise(result, plan.memory, (performance.now() - started) / 1000);
    const model = load(opened, true);
    const run = runPlan(plan, {
        model,
        tokenizer,
        start,
        dataHash: file.sha256,
        out,
        resume,
        checkpointEvery,
        keepOwnTexts: false,
        signal: interruptSignal,
        metrics,
        onOwnText: (done, total) => {
            ownTexts.update({ done, total });
            if (done === total) ownTexts.finish();
        },
        onEvaluation: (figures) => {
            last = figures;
        },
        onStep: ({ step, total, loss, pairs, seconds }) => {
            const accuracy = last ? `  held-out ${percent(last.policyAccuracy)}` : "";
            const left = ((total - step) * seconds).toFixed(0);
            progress.update({
                done: step,
                total,
                note: `loss ${loss.toFixed(3)}${accuracy}  ${(pairs / seconds).toFixed(1)} pairs/s  ${left} s left`,
            });
        },
    });
    const result = await run.finally(() => model.dispose());
    progress.finish();
    printLine(`${endings[result.stopped]} Wrote ${out}.`);
    return {
        adapter: out,
        ...metrics(result),
        settings: plan.settings,
        pairs: plan.train.pairs.length,
        heldOutPairs: plan.heldOut.pairs.length,
    };
}

/** Why a run ended, in words. */
const endings: Record<TrainResult["stopped"], string> = {
    finished: "Went through all steps.",
    "no-improvement": "Stopped early: the held-out pairs no longer got better.",
    drift: "Stopped early: the model had moved as far from itself as is allowed.",
    asked: "Ended as asked.",
};

function changesOf(options: TrainOptions): Partial<TrainSettings> {
    return {
        method: options.method,
        strength: options.strength,
        loss: options.loss,
        origin: options.qOrigin,
        alpha0: options.alpha0,
        alphaTilde: options.alphaTilde,
        gamma: options.gamma,
        beta: options.beta,
        margin: options.margin,
        marginScale: options.marginScale,
        likelihood: options.likelihood,
        retention: options.retention,
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

function reportPlan(plan: TrainPlan, available: number): void {
    const { train, heldOut, settings, memory } = plan;
    const sum = (of: (part: EncodedPairs) => number) => of(train) + of(heldOut);
    const [prompts, answers, same] = [
        sum((p) => p.promptsCut),
        sum((p) => p.answersCut),
        sum((p) => p.indistinct),
    ];
    const { maxLength } = settings;
    printLine(`${train.pairs.length} pairs to learn from, ${heldOut.pairs.length} held out.`);
    if (prompts > 0) printLine(`${prompts} prompts lost their beginning to fit ${maxLength} tokens.`);
    if (answers > 0) printLine(`${answers} pairs have an answer that was cut at ${maxLength} tokens.`);
    if (same > 0)
        printLine(`${same} pairs are left out: within ${maxLength} tokens their answers are the same.`);
    const [needed, there] = [memory.total, available].map((bytes) => Math.round(bytes / megabyte));
    printLine(
        `Memory needed: about ${needed} MB of ${there} MB${plan.recompute ? " (recomputing activations)" : ""}.`,
    );
    if (!plan.fits)
        throw new StudioError(
            "out-of-memory",
            `Training would need about ${needed} MB of memory, and this computer has ${there} MB. Choose a smaller model or a smaller --max-length.`,
        );
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
