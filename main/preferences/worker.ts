/**
 * The worker in which files of preferences are read and written, with a connection of its own, so that the program
 * stays quick meanwhile. Started by inWorker.ts, for one piece of work.
 */
import { parentPort, workerData } from "node:worker_threads";
import { explainDatabaseError } from "../db/database.ts";
import { connect } from "../db/open.ts";
import { StudioError } from "../errors.ts";
import { runExport } from "./exportJob.ts";
import { type OnProgress, previewImport, runImport } from "./importJob.ts";
import type { Work, WorkerData, WorkerMessage } from "./inWorker.ts";

const millisecondsBetweenReports = 50;
const stepsBetweenLooks = 256;

const { databasePath, work, cancelled } = workerData as WorkerData;
const port = parentPort as NonNullable<typeof parentPort>;
const send = (message: WorkerMessage) => port.postMessage(message);

/** Reports now and then, and stops the work when it was cancelled. */
function createProgress(): OnProgress {
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

function run(): unknown {
    const db = connect(databasePath);
    try {
        const runs: { [Kind in Work["kind"]]: (options: never, onProgress: OnProgress) => unknown } = {
            preview: (options, onProgress) => previewImport(db, options, onProgress),
            import: (options, onProgress) => runImport(db, options, onProgress),
            export: (options, onProgress) => runExport(db, options, onProgress),
        };
        return runs[work.kind](work.options as never, createProgress());
    } finally {
        db.close();
    }
}

try {
    send({ type: "done", result: run() });
} catch (error) {
    const explained = explainDatabaseError(error, databasePath);
    const isKnown = explained instanceof StudioError;
    const { message, stack } = explained as Error;
    send({ type: "failed", code: isKnown ? explained.code : undefined, message, stack });
}
