/**
 * Import and export of preference files as the rest of the program calls them: the work itself is done in a worker.
 */
import { Worker } from "node:worker_threads";
import { type ErrorCode, StudioError } from "../errors.ts";
import type { ExportOptions, ExportResult } from "./exportJob.ts";
import type { ImportOptions, ImportPreview, ImportResult } from "./importJob.ts";

/** One piece of work. */
export type Work =
    | { kind: "preview"; options: ImportOptions }
    | { kind: "import"; options: ImportOptions }
    | { kind: "export"; options: ExportOptions };

/** What the worker is started with. */
export interface WorkerData {
    databasePath: string;
    work: Work;
    /** one number; 1: stop */
    cancelled: Int32Array;
}

/** What the worker says. */
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

/** Says what an import would do. @throws StudioError as in importJob.ts */
export function previewImport(
    databasePath: string,
    options: ImportOptions,
    work: WorkOptions = {},
): Promise<ImportPreview> {
    return inWorker(databasePath, { kind: "preview", options }, work) as Promise<ImportPreview>;
}

/** Takes a file in, all of it or nothing. @throws StudioError as in importJob.ts; `interrupted` when it was stopped */
export function importPreferences(
    databasePath: string,
    options: ImportOptions,
    work: WorkOptions = {},
): Promise<ImportResult> {
    return inWorker(databasePath, { kind: "import", options }, work) as Promise<ImportResult>;
}

/** Writes a file, all of it or nothing. @throws StudioError as in exportJob.ts; `interrupted` when it was stopped */
export function exportPreferences(
    databasePath: string,
    options: ExportOptions,
    work: WorkOptions = {},
): Promise<ExportResult> {
    return inWorker(databasePath, { kind: "export", options }, work) as Promise<ExportResult>;
}

function inWorker(databasePath: string, work: Work, { onProgress, signal }: WorkOptions): Promise<unknown> {
    const cancelled = new Int32Array(new SharedArrayBuffer(4));
    const stop = () => void Atomics.store(cancelled, 0, 1);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
    const workerData: WorkerData = { databasePath, work, cancelled };
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData });
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
