/**
 * The engine's side of its contract: each call goes to the file that does it.
 */
import { implement } from "@orpc/server";
import { StudioError } from "../errors.ts";
import { summariseVerdicts } from "../evaluation/judge.ts";
import { sumUp } from "../evaluation/runTasks.ts";
import type { DeviceChoice } from "../ggml/device.ts";
import { installedAccelerators } from "../ggml/library.ts";
import { append, latest } from "../rpc/mailbox.ts";
import { workStream } from "../rpc/workStream.ts";
import { answer, mergeAnswers } from "./answers.ts";
import { assess } from "./assess.ts";
import { engineContract } from "./contract.ts";
import { evaluate } from "./evaluation.ts";
import { fingerprint, inspectAdapter, inspectModel, verifyModel } from "./inspect.ts";
import { judge } from "./judging.ts";
import { Library } from "./library.ts";
import { planRun } from "./plan.ts";
import { type TrainingControl, train } from "./training.ts";
import { measureSpeed, measureTraining } from "./trial.ts";
import { Turns } from "./turns.ts";

/** What the engine computes on. */
export interface EngineOptions {
    device: DeviceChoice;
    /** null: chosen for this machine */
    threads: number | null;
    /** bytes of weights that may be in memory at once; null: as many as there is room for */
    weights?: number | null;
}

/** Makes the router with everything behind it. */
export function engineRouter({ device, threads, weights }: EngineOptions) {
    const library = new Library(device, threads ?? undefined, weights ?? undefined);
    const turns = new Turns();
    const runs = new Map<number, TrainingControl>();
    const stops = new Map<number, AbortController[]>();
    const os = implement(engineContract);
    return os.router({
        status: os.status.handler(() => ({
            loaded: library.loaded(),
            answering: turns.active("chat"),
            memory: process.memoryUsage.rss(),
            device: library.device.name,
            threads: library.device.threads,
            accelerators: installedAccelerators(),
        })),
        inspectModel: os.inspectModel.handler(({ input }) => inspectModel(library, input)),
        fingerprint: os.fingerprint.handler(({ input, signal }) =>
            workStream(signal, latest, (put, stop) => fingerprint(input.path, put, stop)),
        ),
        verifyModel: os.verifyModel.handler(({ input }) => verifyModel(library, input)),
        inspectAdapter: os.inspectAdapter.handler(({ input }) =>
            inspectAdapter(library, input.path, input.model),
        ),
        load: os.load.handler(({ input }) => library.use(input, {}, async () => {})),
        unload: os.unload.handler(() => library.unload()),
        answer: os.answer.handler(({ input, signal }) =>
            workStream(signal, mergeAnswers, async (put, stop) => {
                const controllers = input.columns.map(() => new AbortController());
                stops.set(input.answerId, controllers);
                const order = { ...input, stops: controllers.map((controller) => controller.signal) };
                await answer(library, turns, order, put, stop).finally(() => stops.delete(input.answerId));
            }),
        ),
        stopAnswer: os.stopAnswer.handler(({ input }) => stops.get(input.answerId)?.[input.column]?.abort()),
        plan: os.plan.handler(({ input }) => planRun(library, input)),
        measureTraining: os.measureTraining.handler(({ input: { model, pairs } }) =>
            measureTraining(library, turns, model, pairs),
        ),
        train: os.train.handler(({ input, signal }) =>
            workStream(signal, append, async (put, stop) => {
                const control = { pause: new AbortController(), finish: new AbortController() };
                stop.addEventListener("abort", () => control.pause.abort(), { once: true });
                runs.set(input.runId, control);
                try {
                    await train(library, turns, input, control, put);
                } finally {
                    runs.delete(input.runId);
                }
            }),
        ),
        stopTraining: os.stopTraining.handler(({ input: { runId, how } }) => {
            const control = runs.get(runId);
            if (!control) throw new StudioError("not-found", "This run is not being trained now.");
            control[how].abort();
        }),
        assess: os.assess.handler(({ input, signal }) =>
            workStream(signal, latest, (put, stop) => assess(library, turns, input, put, stop)),
        ),
        evaluate: os.evaluate.handler(({ input, signal }) =>
            workStream(signal, append, (put, stop) => evaluate(library, turns, input, put, stop)),
        ),
        sumUp: os.sumUp.handler(({ input: { task, items, seed } }) => sumUp(task, items, seed)),
        judge: os.judge.handler(({ input, signal }) =>
            workStream(signal, append, (put, stop) => judge(library, turns, input, put, stop)),
        ),
        sumUpVerdicts: os.sumUpVerdicts.handler(({ input: { clusters, verdicts, seed } }) =>
            summariseVerdicts(
                clusters.map((cluster) => ({ cluster })),
                verdicts,
                seed,
            ),
        ),
        measureSpeed: os.measureSpeed.handler(({ input }) => measureSpeed(library, input)),
    });
}
