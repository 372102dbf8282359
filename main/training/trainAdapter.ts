/**
 * The training loop, top to bottom: step by step through the batches, a look at the held-out pairs now and then,
 * a checkpoint now and then, and at the end the best adapter found.
 * Not the command line, and not where the maths of a step is (pairStep.ts).
 */
import { createHash } from "node:crypto";
import { StudioError } from "../errors.ts";
import { type LoraMatrix, LoraWeights, loraMatrices } from "../model/lora.ts";
import type { TextTree } from "../model/packing.ts";
import { createRandom } from "../random.ts";
import { BaseCache } from "./baseCache.ts";
import { batchOf, microBatches, stepsPerEpoch, totalsOf } from "./batches.ts";
import { checkpointPath, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { clarityOf, type FirstMeetings, isSettled } from "./clarity.ts";
import { accuracy, atClarity, evaluatePairs, measureDrift, type PairMetrics } from "./evaluate.ts";
import { dpoLoss } from "./losses/dpo.ts";
import type { LossMethod, PairLoss } from "./losses/loss.ts";
import { qAdapterLoss } from "./losses/qAdapter.ts";
import { replayLoss } from "./losses/replay.ts";
import { sftLoss } from "./losses/sft.ts";
import { AdamW, clipGradients, defaultAdamW } from "./optimizer.ts";
import { type OwnText, ownText, PairStep, pairText, type TokenPair } from "./pairStep.ts";
import { learningRateAt } from "./schedule.ts";
import type { TrainSettings } from "./settings.ts";
import type { StepReport, TrainJob, TrainResult, TrainSnapshot } from "./trainJob.ts";

/** Own texts that a step looks at, per pair. */
const ownTextsPerPair = 0.5;

/** What the loop remembers between steps besides weights. */
interface Memory {
    bestMetrics?: PairMetrics;
    /** of the best adapter */
    drift?: number;
    /** whether the last look found more drift than allowed */
    tooFar: boolean;
    looksWithoutGain: number;
    /** step of the last look */
    lookedAt: number;
    /** pairs of the first pass, as they came out before they were learned from */
    met: FirstMeetings;
}

/** The loss of a run's settings. A new method is one more case here and one file in losses/. */
export function lossOf(settings: TrainSettings): LossMethod {
    switch (settings.method) {
        case "q-adapter":
            return qAdapterLoss({ ...settings, mode: settings.loss });
        case "dpo":
            return dpoLoss(settings);
        case "sft":
            return sftLoss();
        case "replay":
            return replayLoss(settings);
    }
}

/**
 * Trains an adapter. The last checkpoint stays: whoever has written the adapter removes it, and until then a full
 * disk costs nothing but the same command with --resume.
 * @throws StudioError `interrupted` after a saved checkpoint; `checkpoint-invalid`; `disk-full`; `out-of-memory`
 */
export async function trainAdapter(job: TrainJob): Promise<TrainResult> {
    const run = new TrainRun(job);
    try {
        if (job.resume) run.restore();
        if (run.isTimeToLook) await run.look(); // the interruption came before that was done
        while (!run.isDone && !job.endSignal?.aborted) {
            const report = await run.step(); // not in the call: without a listener it would not run
            job.onStep?.(report);
            if (run.isTimeToLook) await run.look();
            if (run.isTimeToSave) run.save();
        }
        if (!run.isDone) await run.look(); // ended early: the last steps count, too
        return run.finish();
    } finally {
        run.dispose();
    }
}

/** The state of a run, and what can be done with it. */
class TrainRun {
    readonly #job: TrainJob;
    readonly #method: LossMethod;
    readonly #matrices: LoraMatrix[];
    readonly #lora: LoraWeights;
    readonly #reference: LoraWeights | undefined;
    readonly #pass: PairStep;
    readonly #texts: readonly TextTree[];
    readonly #trainBase: BaseCache;
    readonly #heldOutBase: BaseCache;
    readonly #own: readonly TextTree[];
    readonly #ownBase: BaseCache;
    readonly #optimizer: AdamW;
    readonly #gradients: Float32Array[];
    readonly #perEpoch: number;
    readonly #total: number;
    readonly #runId: string;
    #best: Float32Array[];
    /** milliseconds of the present step that other work took */
    #waited = 0;
    /** seconds of work since the last checkpoint */
    #unsaved = 0;
    #memory: Memory = {
        tooFar: false,
        looksWithoutGain: 0,
        lookedAt: 0,
        met: { pairs: 0, right: 0 },
    };
    readonly #clock = { first: { seconds: 0, pairs: 0 }, later: { seconds: 0, pairs: 0 } };

    constructor(job: TrainJob) {
        const { model, settings, train, heldOut, start } = job;
        this.#job = job;
        this.#method = lossOf(settings);
        this.#matrices = start?.matrices ?? loraMatrices(model.config, settings);
        const { alpha } = start ?? settings;
        const makeLora = () => new LoraWeights(model.device, model.config.layers, this.#matrices, alpha);
        this.#lora = makeLora();
        if (start?.reference === "start") {
            this.#reference = makeLora();
            this.#reference.upload(start.values);
        }
        this.#pass = new PairStep(
            model,
            this.#lora,
            this.#method,
            job.padToken,
            job.recompute,
            this.#reference,
        );
        this.#texts = train.map((pair) => this.#pass.trainText(pair));
        this.#trainBase = new BaseCache(this.#pass, this.#texts, job.cacheBytes);
        const heldOutTexts = heldOut.map((pair) => pairText(pair));
        this.#heldOutBase = new BaseCache(this.#pass, heldOutTexts, job.cacheBytes);
        this.#own = job.ownTexts.map(ownText);
        this.#ownBase = new BaseCache(this.#pass, this.#own, job.cacheBytes);
        const values = start ? copies(start.values) : initialise(this.#matrices, settings.seed);
        this.#optimizer = new AdamW(values, {
            ...defaultAdamW,
            weightDecay: settings.weightDecay,
        });
        this.#gradients = this.#matrices.map(({ ne }) => new Float32Array(ne[0] * ne[1]));
        this.#best = copies(this.#optimizer.parameters);
        this.#perEpoch = stepsPerEpoch(train.length, settings.batch);
        this.#total = this.#perEpoch * settings.epochs;
        this.#runId = identify(job);
        this.#lora.upload(this.#optimizer.parameters);
    }

    get isDone(): boolean {
        return this.#optimizer.steps >= this.#total || this.#isExhausted || this.#memory.tooFar;
    }

    get #isExhausted(): boolean {
        const { patience } = this.#job.settings;
        return patience > 0 && this.#memory.looksWithoutGain >= patience;
    }

    /** Loss, gradient and optimiser step of the next batch. */
    async step(): Promise<StepReport> {
        const started = performance.now();
        this.#waited = 0;
        const { settings, train } = this.#job;
        const index = this.#optimizer.steps;
        const batch = batchOf(train.length, settings.batch, settings.seed, index);
        const losses = await this.#accumulate(index, batch);
        const retentionLoss = await this.#retain(index);
        const gradientNorm = clipGradients(this.#gradients, settings.clip);
        const learningRate = learningRateAt(settings, index, this.#total);
        this.#optimizer.step(this.#gradients, learningRate);
        this.#meet(index, losses);
        this.#lora.upload(this.#optimizer.parameters);
        this.#job.onBuffers?.(this.#pass.bufferBytes());
        const seconds = (performance.now() - started - this.#waited) / 1000;
        this.#unsaved += seconds;
        const epoch = Math.floor(index / this.#perEpoch);
        const clock = this.#clock[epoch === 0 ? "first" : "later"];
        clock.seconds += seconds;
        clock.pairs += batch.length;
        const course = { step: index + 1, total: this.#total, epoch, learningRate, gradientNorm, seconds };
        const summary = summariseLosses(losses, this.#method.sides.length === 2);
        return { ...course, ...summary, retentionLoss, loss: summary.loss + retentionLoss };
    }

    /** Counts a step's pairs, unless it was the first, in which an untrained adapter tells nothing apart. */
    #meet(index: number, losses: readonly PairLoss[]): void {
        const { met } = this.#memory;
        if (index === 0 || isSettled(met, Math.floor(index / this.#perEpoch))) return;
        met.pairs += losses.length;
        met.right += losses.length * accuracy(losses.map(({ margin }) => margin));
    }

    /** Before a micro-batch: gives way, and stops where that was asked for. What the step has gathered is dropped then. */
    async #giveWay(): Promise<void> {
        const started = performance.now();
        await this.#job.pause?.();
        this.#waited += performance.now() - started;
        if (this.#job.signal?.aborted) throw this.interrupt();
    }

    /** Gradients of the penalty on some of the base's own texts. */
    async #retain(index: number): Promise<number> {
        const { settings, ownTexts } = this.#job;
        if (ownTexts.length === 0 || settings.retention === 0) return 0;
        const perStep = Math.ceil(ownTextsPerPair * settings.batch);
        const batch = batchOf(ownTexts.length, perStep, settings.seed + 1, index);
        const actions = batch.reduce((sum, i) => sum + (ownTexts[i] as OwnText).answer.length, 0);
        let loss = 0;
        for (const group of microBatches(this.#own, batch)) {
            await this.#giveWay();
            const texts = group.map((i) => ownTexts[i] as OwnText);
            loss += await this.#pass.retain(texts, await this.#ownBase.of(group), actions, this.#gradients);
        }
        return loss;
    }

    /** Gradients of a batch, micro-batch by micro-batch. */
    async #accumulate(index: number, batch: readonly number[]): Promise<PairLoss[]> {
        const { settings, train } = this.#job;
        const pairsOf = (indices: readonly number[]) => indices.map((i) => train[i] as TokenPair);
        const totals = totalsOf(pairsOf(batch), this.#method, clarityOf(this.#memory.met));
        const losses: PairLoss[] = [];
        for (const g of this.#gradients) g.fill(0);
        for (const [k, group] of microBatches(this.#texts, batch).entries()) {
            await this.#giveWay();
            const dropout = { rate: settings.dropout, seed: settings.seed + 31 * (index * 4096 + k) };
            const base = await this.#trainBase.of(group);
            losses.push(...(await this.#pass.train(pairsOf(group), base, totals, this.#gradients, dropout)));
        }
        return losses;
    }

    get isTimeToLook(): boolean {
        const { heldOut, settings } = this.#job;
        const done = this.#optimizer.steps;
        return (
            heldOut.length > 0 &&
            done > 0 &&
            done !== this.#memory.lookedAt &&
            (done === this.#total || done % (settings.evalEvery || this.#perEpoch) === 0)
        );
    }

    /**
     * Scores the held-out pairs, if there are any, measures drift, and remembers the adapter if none was better; one
     * that drifted too far counts as worse than any that did not.
     */
    async look(): Promise<void> {
        const { heldOut, settings } = this.#job;
        const step = this.#optimizer.steps;
        if (heldOut.length === 0 || step === this.#memory.lookedAt) return;
        const base = async (indices: readonly number[]) => {
            await this.#giveWay();
            return this.#heldOutBase.of(indices);
        };
        const metrics = await evaluatePairs(this.#pass, this.#method, heldOut, base);
        const drift = await this.#measureDrift();
        await this.#job.onEvaluation?.(this.#now(metrics), step, drift, () => this.#snapshot());
        this.#memory.lookedAt = step;
        const tooFar = settings.maxDrift > 0 && drift !== undefined && drift > settings.maxDrift;
        const { bestMetrics } = this.#memory;
        if (!bestMetrics || (!tooFar && this.#now(metrics).loss < this.#now(bestMetrics).loss)) {
            const best = { bestMetrics: metrics, drift };
            Object.assign(this.#memory, best, { tooFar, looksWithoutGain: 0 });
            this.#best = copies(this.#optimizer.parameters);
        } else {
            this.#memory.tooFar = tooFar;
            this.#memory.looksWithoutGain++;
        }
    }

    /** Figures at the clarity of now: it changes, and only at one clarity can the losses of two looks be compared. */
    #now(metrics: PairMetrics): PairMetrics {
        return atClarity(metrics, clarityOf(this.#memory.met));
    }

    async #measureDrift(): Promise<number | undefined> {
        const { ownTexts } = this.#job;
        if (ownTexts.length === 0) return undefined;
        return measureDrift(this.#pass, ownTexts, async (indices) => {
            await this.#giveWay();
            return this.#ownBase.of(indices);
        });
    }

    get isTimeToSave(): boolean {
        const every = this.#job.checkpointEvery;
        if (typeof every === "object") return this.#unsaved >= every.seconds || this.isDone;
        return every > 0 && (this.#optimizer.steps % every === 0 || this.isDone);
    }

    #snapshot(): TrainSnapshot {
        return { matrices: this.#matrices, values: copies(this.#optimizer.parameters) };
    }

    /** Writes a checkpoint. */
    save(): void {
        this.#unsaved = 0;
        const { steps, parameters, mean, square } = this.#optimizer;
        const memory = JSON.stringify(this.#memory);
        const checkpoint = {
            step: steps,
            runId: this.#runId,
            parameters,
            mean,
            square,
            best: this.#best,
            memory,
        };
        writeCheckpoint(checkpointPath(this.#job.out), this.#matrices, checkpoint);
    }

    /** Goes on from the checkpoint. */
    restore(): void {
        const saved = readCheckpoint(checkpointPath(this.#job.out), this.#matrices, this.#runId);
        this.#optimizer.steps = saved.step;
        for (const part of ["parameters", "mean", "square"] as const)
            this.#optimizer[part].forEach((array, i) => {
                array.set(saved[part][i] as Float32Array);
            });
        this.#best = copies(saved.best);
        this.#memory = JSON.parse(saved.memory) as Memory;
        this.#lora.upload(this.#optimizer.parameters);
    }

    /** Saves, and says how to go on. */
    interrupt(): StudioError {
        this.save();
        return new StudioError(
            "interrupted",
            `Stopped after step ${this.#optimizer.steps} of ${this.#total}. Go on with the same command and --resume.`,
        );
    }

    /** The result: the best adapter by held-out loss, or the last one without held-out pairs. */
    finish(): TrainResult {
        const { first, later } = this.#clock;
        const { bestMetrics } = this.#memory;
        return {
            matrices: this.#matrices,
            values: this.#job.heldOut.length > 0 ? this.#best : copies(this.#optimizer.parameters),
            steps: this.#optimizer.steps,
            heldOut: bestMetrics && this.#now(bestMetrics),
            drift: this.#memory.drift,
            stopped: this.#memory.tooFar
                ? "drift"
                : this.#isExhausted
                  ? "no-improvement"
                  : this.isDone
                    ? "finished"
                    : "asked",
            secondsPerPair: { first: first.seconds / first.pairs, later: later.seconds / later.pairs },
        };
    }

    /** Frees buffers and matrices. */
    dispose(): void {
        this.#pass.dispose();
        this.#lora.dispose();
        this.#reference?.dispose();
    }
}

function summariseLosses(losses: readonly PairLoss[], bothSides: boolean) {
    const sum = (of: (loss: PairLoss) => number) => losses.reduce((total, loss) => total + of(loss), 0);
    return {
        pairs: losses.length,
        loss: sum((l) => l.preference + l.regularization),
        preferenceLoss: sum((l) => l.preference),
        rewardAccuracy: bothSides ? accuracy(losses.map(({ margin }) => margin)) : null,
        meanMargin: bothSides ? sum((l) => l.margin) / losses.length : null,
    };
}

function copies(arrays: readonly Float32Array[]): Float32Array[] {
    return arrays.map((array) => array.slice());
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

function identify({ identity, settings, train, heldOut, ownTexts, start }: TrainJob): string {
    const from = start && [start.sha256, start.reference];
    return createHash("sha256")
        .update(JSON.stringify({ identity, settings, train, heldOut, ownTexts, from }))
        .digest("hex");
}
