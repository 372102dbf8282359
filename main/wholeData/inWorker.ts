/**
 * Copying and checking whole databases as the rest of the program calls them: the work itself is done in a worker.
 */
import { runInWorker } from "../workers/runInWorker.ts";

/** One piece of work. */
export type DatabaseWork = { kind: "copy"; path: string; to: string } | { kind: "check"; path: string };

const worker = new URL("./worker.ts", import.meta.url);

/** Writes a copy of a database that is in use. @throws StudioError disk-full, file-access */
export async function copyDatabase(path: string, to: string): Promise<void> {
    await runInWorker(worker, { kind: "copy", path, to } satisfies DatabaseWork, {});
}

/** @throws StudioError as db/foreignDatabase.ts */
export async function checkDatabase(path: string): Promise<void> {
    await runInWorker(worker, { kind: "check", path } satisfies DatabaseWork, {});
}
