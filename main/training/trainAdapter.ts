/**
 * The training loop, top to bottom: step by step through the batches, a look at the held-out pairs now and then,
 * a checkpoint now and then, and at the end the best adapter found.
 * Not the command line, and not where the maths of a step is (pairStep.ts).
 */
import { createHash } from "node:crypto";
import { StudioError } from "../errors.ts";
import { createRandom } from "../random.ts";
import { type LoraMatrix, LoraWeights, loraMatrices } from "../model/lora.ts";
import type { Model } from "../model/weights.ts";
import { BaseCache } from "./baseCache.ts";
import { batchOf, microBatches, stepsPerEpoch, totalsOf } from "./batches.ts";
import { type Checkpoint, checkpointPath, readCheckpoint, removeCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { evaluatePairs, type PairMetrics } from "./evaluate.ts";
import type { LossMethod, PairLoss } from "./losses/loss.ts";
import { qAdapterLoss } from "./losses/qAdapter.ts";
import { AdamW, clipGradients, defaultAdamW } from "./optimizer.ts";
import { PairStep, type TokenPair } from "./pairStep.ts";
import { learningRateAt } from "./schedule.ts";
import type { TrainSettings } from "./settings.ts";

/** What happened in one step. */
export interface StepReport {
    /** steps done, of `total` */
    step: number;
    total: number;
    epoch: number;
    loss: number;
    preferenceLoss: number;
    /** share of the step's pairs whose chosen answer got the higher reward */
    rewardAccuracy: number;
    meanMargin: number;
    gradientNorm: number;
    learningRate: number;
    pairs: number;
    seconds: number;
}

/** A run to do. */
export interface TrainJob {
    model: Model;
    settings: TrainSettings;
    train: readonly TokenPair[];
    heldOut: readonly TokenPair[];
    padToken: number;
    /** identifies base model and data besides the settings */
    identity: string;
    /** where the adapter will be written; checkpoints lie beside it */
    out: string;
    recompute: boolean;
    resume: boolean;
    /** steps between two checkpoints; 0: none */
    checkpointEvery: number;
    /** bytes for cached base values */
    cacheBytes: number;
    /** aborting finishes the step, saves a checkpoint and throws `interrupted` */
    signal?: AbortSignal;
    onStep?: (report: StepReport) => void;
    onEvaluation?: (metrics: PairMetrics, step: number) => void;
    /** after buffers have reached their size */
    onBuffers?: (bytes: number) => void;
}

/** The result of a run. */
export interface TrainResult {
    matrices: LoraMatrix[];
    values: Float32Array[];
    steps: number;
    /** figures on the held-out pairs of the adapter that is returned; undefined without held-out pairs */
    heldOut?: PairMetrics;
    /** why the run ended */
    stopped: "finished" | "no-improvement";
    /** mean seconds per pair of the first epoch and of those after it */
    secondsPerPair: { first: number; later: number };
}

/** What the loop remembers between steps besides weights. */
interface Memory {
    bestLoss: number;
    bestMetrics?: PairMetrics;
    bestStep: number;
    looksWithoutGain: number;
}

/** The loss of a run's settings. A new method is one more case here and one file in losses/. */
export function lossOf(settings: TrainSettings): LossMethod {
    return qAdapterLoss({ ...settings, mode: settings.loss });
}

/**
 * Trains an adapter.
 * @throws StudioError `interrupted` after a saved checkpoint; `checkpoint-invalid`; `disk-full`; `out-of-memory`
 */
export async function trainAdapter(job: TrainJob): Promise<TrainResult> {
    const { model, settings, train } = job;
    const method = lossOf(settings);
    const matrices = loraMatrices(model.config, settings);
    const lora = new LoraWeights(model.device, model.config.layers, matrices, settings.alpha);
    const step = new PairStep(model, lora, method, job.padToken, job.recompute);
    const cache = new BaseCache(step, train, job.cacheBytes);
    const heldOutCache = new BaseCache(step, job.heldOut, job.cacheBytes);
    const optimizer = new AdamW(initialise(matrices, settings.seed), {
        ...defaultAdamW,
        weightDecay: settings.weightDecay,
    });
    const gradients = matrices.map(({ ne }) => new Float32Array(ne[0] * ne[1]));
    let best = optimizer.parameters.map((p) => p.slice());
    let memory: Memory = { bestLoss: Number.MAX_VALUE, bestStep: 0, looksWithoutGain: 0 };

    const perEpoch = stepsPerEpoch(train.length, settings.batch);
    const total = perEpoch * settings.epochs;
    const runId = identify(job);
    const path = checkpointPath(job.out);
    const timing = { first: [0, 0], later: [0, 0] } as Record<"first" | "later", [seconds: number, pairs: number]>;
    let stopped: TrainResult["stopped"] = "finished";

    const save = () =>
        writeCheckpoint(path, matrices, {
            step: optimizer.steps,
            runId,
            parameters: optimizer.parameters,
            mean: optimizer.mean,
            square: optimizer.square,
            best,
            memory: JSON.stringify(memory),
        });

    try {
        if (job.resume) restore(readCheckpoint(path, matrices, runId));
        lora.upload(optimizer.parameters);
        while (optimizer.steps < total) {
            if (job.signal?.aborted) {
                save();
                throw new StudioError(
                    "interrupted",
                    `Stopped after step ${optimizer.steps} of ${total}. Go on with the same command and --resume.`,
                );
            }
            const report = await trainStep(optimizer.steps);
            job.onStep?.(report);
            if (isLook(optimizer.steps) && job.heldOut.length > 0) await look();
            if (settings.patience > 0 && memory.looksWithoutGain >= settings.patience) {
                stopped = "no-improvement";
                break;
            }
            if (job.checkpointEvery > 0 && optimizer.steps % job.checkpointEvery === 0) save();
        }
        removeCheckpoint(path);
        return {
            matrices,
            values: job.heldOut.length > 0 ? best : optimizer.parameters.map((p) => p.slice()),
            steps: optimizer.steps,
            heldOut: memory.bestMetrics,
            stopped,
            secondsPerPair: { first: timing.first[0] / timing.first[1], later: timing.later[0] / timing.later[1] },
        };
    } finally {
        step.dispose();
        lora.dispose();
    }

    async function trainStep(index: number): Promise<StepReport> {
        const started = performance.now();
        const batch = batchOf(train.length, settings.batch, settings.seed, index);
        const totals = totalsOf(
            batch.map((i) => train[i] as TokenPair),
            method,
        );
        for (const g of gradients) g.fill(0);
        const losses: PairLoss[] = [];
        for (const [k, group] of microBatches(train, batch).entries()) {
            const pairs = group.map((i) => train[i] as TokenPair);
            const dropout = { rate: settings.dropout, seed: settings.seed + 31 * (index * 4096 + k) };
            losses.push(...(await step.train(pairs, await cache.of(group), totals, gradients, dropout)));
        }
        const learningRate = learningRateAt(settings, index, total);
        const gradientNorm = clipGradients(gradients, settings.clip);
        optimizer.step(gradients, learningRate);
        lora.upload(optimizer.parameters);
        job.onBuffers?.(step.bufferBytes());
        const seconds = (performance.now() - started) / 1000;
        const epoch = Math.floor(index / perEpoch);
        const clock = timing[epoch === 0 ? "first" : "later"];
        clock[0] += seconds;
        clock[1] += batch.length;
        const sum = (of: (loss: PairLoss) => number) => losses.reduce((total, loss) => total + of(loss), 0);
        return {
            step: optimizer.steps,
            total,
            epoch,
            loss: sum((l) => l.preference + l.regularization),
            preferenceLoss: sum((l) => l.preference),
            rewardAccuracy: sum((l) => (l.margin > 0 ? 1 : l.margin === 0 ? 0.5 : 0)) / losses.length,
            meanMargin: sum((l) => l.margin) / losses.length,
            gradientNorm,
            learningRate,
            pairs: batch.length,
            seconds,
        };
    }

    function isLook(done: number): boolean {
        return done === total || done % (settings.evalEvery || perEpoch) === 0;
    }

    async function look(): Promise<void> {
        const metrics = await evaluatePairs(step, method, job.heldOut, (indices) => heldOutCache.of(indices));
        job.onEvaluation?.(metrics, optimizer.steps);
        if (metrics.loss < memory.bestLoss) {
            memory = { bestLoss: metrics.loss, bestMetrics: metrics, bestStep: optimizer.steps, looksWithoutGain: 0 };
            best = optimizer.parameters.map((p) => p.slice());
        } else memory = { ...memory, looksWithoutGain: memory.looksWithoutGain + 1 };
    }

    function restore(saved: Checkpoint): void {
        optimizer.steps = saved.step;
        for (const part of ["parameters", "mean", "square"] as const)
            optimizer[part].forEach((array, i) => {
                array.set(saved[part][i] as Float32Array);
            });
        best = saved.best.map((p) => p.slice());
        memory = JSON.parse(saved.memory) as Memory;
    }
}

/** A: uniform in ±1/√inputs (Kaiming, as peft); B: zero, so that an untrained adapter changes nothing. */
function initialise(matrices: readonly LoraMatrix[], seed: number): Float32Array[] {
    const random = createRandom(seed);
    return matrices.map(({ kind, ne }) => {
        const values = new Float32Array(ne[0] * ne[1]);
        if (kind === "b") return values;
        const bound = 1 / Math.sqrt(ne[0]);
        return values.map(() => (2 * random.next() - 1) * bound);
    });
}

function identify({ identity, settings, train, heldOut }: TrainJob): string {
    return createHash("sha256")
        .update(JSON.stringify({ identity, settings, train, heldOut }))
        .digest("hex");
}
