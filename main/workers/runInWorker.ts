/**
 * Starts a worker for one piece of work and waits for what it says; answerMain.ts is the worker's side.
 * Knows nothing of what the work is.
 */
import { Worker } from "node:worker_threads";
import { type ErrorCode, StudioError } from "../errors.ts";

/** What a worker is started with. */
export interface WorkerData {
    work: unknown;
    /** one number; 1: stop */
    cancelled: Int32Array;
}

/** What a worker says. */
export type WorkerMessage =
    | { type: "progress"; done: number; total: number; note: string }
    | { type: "done"; result: unknown }
    | { type: "failed"; code?: ErrorCode; message: string; stack?: string };

/** How the caller hears of the work, and stops it. */
export interface WorkOptions {
    /** `total` 0: not known; `note` names what is being done */
    onProgress?: (progress: { done: number; total: number; note: string }) => void;
    signal?: AbortSignal;
}

/**
 * Runs the file at `url` as a worker with `work`.
 * @returns what the worker answers
 * @throws what the worker's work throws; StudioError `interrupted` when it was stopped
 */
export function runInWorker(url: URL, work: unknown, { onProgress, signal }: WorkOptions): Promise<unknown> {
    const cancelled = new Int32Array(new SharedArrayBuffer(4));
    const stop = () => void Atomics.store(cancelled, 0, 1);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
    const workerData: WorkerData = { work, cancelled };
    const worker = new Worker(url, { workerData });
    return new Promise((resolve, reject) => {
        worker.on("message", (message: WorkerMessage) => {
            if (message.type === "progress") onProgress?.(message);
            else if (message.type === "done") resolve(message.result);
            else reject(toError(message));
        });
        worker.on("error", reject);
        worker.on("exit", () => reject(new Error("The worker ended without an answer.")));
    }).finally(() => {
        signal?.removeEventListener("abort", stop);
        return worker.terminate();
    });
}

function toError({ code, message, stack }: WorkerMessage & { type: "failed" }): Error {
    return code ? new StudioError(code, message) : Object.assign(new Error(message), { stack });
}
