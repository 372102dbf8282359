/**
 * Runs of training as the main process orders them: started, paused, ended, resumed. The loop itself is in
 * main/training/; what a run would take is plan.ts.
 */
import { existsSync } from "node:fs";
import { StudioError } from "../errors.ts";
import { FusedDecoder } from "../inference/fusedDecoder.ts";
import { generate } from "../inference/generate.ts";
import { defaultSampling } from "../inference/sampler.ts";
import type { StackEntry } from "../inference/stack.ts";
import { type Adapter, readAdapter } from "../model/adapterFile.ts";
import { checkpointPath } from "../training/checkpoint.ts";
import type { TrainPlan } from "../training/plan.ts";
import { adapterOf, runPlan } from "../training/runPlan.ts";
import type { TrainSettings } from "../training/settings.ts";
import type { StepReport, TrainResult, TrainSnapshot } from "../training/trainJob.ts";
import type { EngineTrainingEvent, TrainedFacts } from "./contract.ts";
import { adapterFacts } from "./inspect.ts";
import type { Library, LoadedModel } from "./library.ts";
import { availableMemory, meanTokens, planChoice, planFacts, type TrainingChoice } from "./plan.ts";
import type { Turns } from "./turns.ts";

/** A run to do. */
export interface TrainingOrder extends TrainingChoice {
    runId: number;
    name: string;
    out: string;
    resume: boolean;
    watchedPrompt: string | null;
}

/** How a run in progress is asked to end. */
export interface TrainingControl {
    pause: AbortController;
    finish: AbortController;
}

type Put = (event: EngineTrainingEvent) => void;

/** A checkpoint a second for the smallest adapters, one a minute for the largest: about a fiftieth of the time. */
const checkpoints = { bytesPerSecond: 4e6, shortest: 1, longest: 60 };
const watchedTokens = 64;
const likeliest = { ...defaultSampling, temperature: 0 };

/** Trains. After `stopped` the same order with `resume` goes on. @throws StudioError as Library.use and runPlan */
export async function train(
    library: Library,
    turns: Turns,
    order: TrainingOrder,
    control: TrainingControl,
    put: Put,
): Promise<void> {
    const leave = turns.enter("training");
    const signal = control.pause.signal;
    try {
        await library.use(order.model, { transposed: true }, async (loaded) => {
            const { file, tokenizer } = loaded;
            const available = availableMemory(library);
            const planned = planChoice(library, file, tokenizer, order);
            if (!planned.fits) throw tooLarge(planned, available);
            put({ type: "planned", plan: planFacts(planned, available) });
            const watch = await createWatch(loaded, planned.settings, order.watchedPrompt, put);
            const onWait = (waiting: boolean) => put({ type: "waiting", waiting });
            const result = await runPlan(planned, {
                model: loaded.model,
                tokenizer,
                dataHash: order.pairs.sha256,
                out: order.out,
                name: order.name,
                resume: order.resume && existsSync(checkpointPath(order.out)),
                checkpointEvery: { seconds: secondsBetweenCheckpoints(planned) },
                keepOwnTexts: true,
                signal,
                endSignal: control.finish.signal,
                pause: () => turns.giveWay("training", signal, onWait),
                metrics: heldOutOf,
                onOwnText: (done, total) => put({ type: "own-texts", done, total }),
                onStep: (report) => put(stepEvent(report)),
                onEvaluation: async (metrics, step, drift, snapshot) => {
                    const { loss, policyAccuracy, rewardAccuracy, meanLogRatioMargin } = metrics;
                    const figures = { accuracy: policyAccuracy, rewardAccuracy, margin: meanLogRatioMargin };
                    put({ type: "look", look: { step, loss, ...figures, distance: drift ?? null } });
                    await watch(step, snapshot);
                },
            });
            await watch(result.steps, () => result); // what is kept need not be what was looked at last
            put({
                type: "done",
                result: trainedFacts(result, planned, readAdapter(order.out, library.device.library)),
            });
        });
    } catch (error) {
        if (!signal.aborted) throw error;
        put({ type: "stopped" });
    } finally {
        leave();
    }
}

function secondsBetweenCheckpoints({ memory }: TrainPlan): number {
    const bytes = (4 / 7) * memory.adapter; // parameters, both moments and the best, of seven copies in all
    const { bytesPerSecond, shortest, longest } = checkpoints;
    return Math.min(longest, Math.max(shortest, bytes / bytesPerSecond));
}

function tooLarge({ memory }: TrainPlan, available: number): StudioError {
    const [needed, there] = [memory.total, available].map((bytes) => Math.round(bytes / 2 ** 20));
    return new StudioError(
        "out-of-memory",
        `Training would need about ${needed} MB of memory, and ${there} MB are free. Close other programs, or choose a smaller model or shorter texts.`,
    );
}

function stepEvent({ total, seconds, meanMargin, pairs, ...report }: StepReport): EngineTrainingEvent {
    const step = { ...report, margin: meanMargin, pairsPerSecond: pairs / seconds };
    return { type: "step", step, total, seconds };
}

function heldOutOf({ heldOut, steps, stopped, drift }: TrainResult): Record<string, unknown> {
    return {
        steps,
        stopped,
        drift: drift ?? null,
        heldOutAccuracy: heldOut?.policyAccuracy ?? null,
        heldOutRewardAccuracy: heldOut?.rewardAccuracy ?? null,
        heldOutMargin: heldOut?.meanLogRatioMargin ?? null,
        heldOutLoss: heldOut?.loss ?? null,
    };
}

function trainedFacts(result: TrainResult, { train }: TrainPlan, adapter: Adapter): TrainedFacts {
    const { steps, stopped, heldOut, secondsPerPair } = result;
    const tokens = meanTokens(train.pairs);
    return {
        steps,
        stopped,
        drift: result.drift ?? null,
        heldOut: heldOut
            ? {
                  pairs: heldOut.pairs,
                  accuracy: heldOut.policyAccuracy,
                  rewardAccuracy: heldOut.rewardAccuracy,
                  margin: heldOut.meanLogRatioMargin,
                  loss: heldOut.loss,
              }
            : null,
        adapter: adapterFacts(adapter),
        trainingSecondsPerToken: secondsPerPair.later > 0 ? secondsPerPair.later / tokens : null,
    };
}

/** Shows what is answered to a prompt, without the adapter and again and again with it. */
async function createWatch(
    { model, tokenizer }: LoadedModel,
    settings: TrainSettings,
    prompt: string | null,
    put: Put,
): Promise<(step: number, snapshot: () => TrainSnapshot) => Promise<void>> {
    if (prompt === null) return async () => {};
    const ids = tokenizer.encodePrompt([{ role: "user", content: prompt }]);
    const context = ids.length + watchedTokens;
    const answer = async (stack: StackEntry[]) => {
        const decoder = new FusedDecoder(model, stack, context);
        const options = { sampling: likeliest, seed: 0, maxTokens: watchedTokens };
        const { text } = await generate(decoder, tokenizer, ids, options);
        decoder.dispose();
        return text;
    };
    const before = await answer([]);
    return async (step, snapshot) => {
        const adapter = adapterOf(snapshot(), settings, model, tokenizer);
        const now = await answer([{ adapter, weight: 1 }]);
        put({ type: "sample", sample: { step, prompt, before, now } });
    };
}
