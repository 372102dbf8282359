/**
 * The worker's side of runInWorker.ts: does the one piece of work that it was started with, and tells how it went.
 */
import { parentPort, workerData } from "node:worker_threads";
import { StudioError } from "../errors.ts";
import type { WorkerData, WorkerMessage } from "./runInWorker.ts";

/** How far the work is; called often, and throws where the work was stopped. */
export type OnProgress = (done: number, total: number, note: string) => void;

const millisecondsBetweenReports = 50;
const stepsBetweenLooks = 256;

/**
 * Does the work.
 * @param explain puts errors into sentences
 */
export function answerMain<Work>(
    run: (work: Work, onProgress: OnProgress) => unknown,
    explain: (error: unknown, work: Work) => unknown,
): void {
    const { work, cancelled } = workerData as WorkerData;
    const port = parentPort as NonNullable<typeof parentPort>;
    const send = (message: WorkerMessage) => port.postMessage(message);
    try {
        send({ type: "done", result: run(work as Work, createProgress(cancelled, send)) });
    } catch (error) {
        const explained = explain(error, work as Work);
        const { message, stack } = explained as Error;
        send({
            type: "failed",
            message,
            ...(explained instanceof StudioError ? { code: explained.code } : {}),
            ...(stack === undefined ? {} : { stack }),
        });
    }
}

/** Reports now and then, and stops the work when it was cancelled. */
function createProgress(cancelled: Int32Array, send: (message: WorkerMessage) => void): OnProgress {
    let [steps, last] = [0, 0];
    return (done, total, note) => {
        if (steps++ % stepsBetweenLooks !== 0) return;
        if (Atomics.load(cancelled, 0) === 1)
            throw new StudioError("interrupted", "Stopped before the end; nothing was changed.");
        if (performance.now() - last < millisecondsBetweenReports) return;
        last = performance.now();
        send({ type: "progress", done, total, note });
    };
}
