/**
 * "Export everything" and "import everything": the whole data of the program as one file, out and in.
 */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { WrittenFile } from "../../preload/contract/common.ts";
import { replaceDatabase } from "../db/backup.ts";
import { checkDatabase, copyDatabase } from "../wholeData/inWorker.ts";
import { carryOut, planPlacement, unpackWholeData } from "../wholeData/readWholeData.ts";
import { writeWholeData } from "../wholeData/writeWholeData.ts";
import { changeAll, refuseWhileBusy } from "./backups.ts";
import { type FileOutput, type Put, withOutput } from "./files.ts";
import type { Ground } from "./ground.ts";

/** @throws StudioError disk-full, file-access, file-missing (the folder) */
export async function exportEverything(
    ground: Ground,
    { to, withModels, version }: { to: FileOutput; withModels: boolean; version: string },
    put: Put<WrittenFile>,
    signal: AbortSignal,
): Promise<void> {
    const { places, db } = ground;
    const database = join(places.temporary, `${randomBytes(8).toString("hex")}.db`);
    put({ type: "progress", done: 0, total: 0, note: "copying" });
    try {
        await copyDatabase(db.name, database);
        const onProgress = (done: number, total: number) =>
            put({ type: "progress", done, total, note: "packing" });
        const options = { places, database, withModels, version, onProgress, signal };
        const name = `q-adapter-studio-${new Date().toISOString().slice(0, 10)}.zip`;
        const result = await withOutput(ground, to, name, (path) => writeWholeData(path, options));
        put({ type: "done", result });
    } finally {
        rmSync(database, { force: true });
    }
}

/**
 * Puts the data of a file in place of those that are there, which are backed up first; adapters' files that are there
 * stay. Nothing changes before all of the file has been checked.
 * @throws StudioError busy, file-missing, file-access, disk-full, package-invalid, database-newer
 */
export async function importEverything(
    ground: Ground,
    path: string,
    put: Put<void>,
    signal: AbortSignal,
): Promise<void> {
    const { places, store } = ground;
    refuseWhileBusy(ground, 1); // that is this one
    const onProgress = (done: number, total: number) =>
        put({ type: "progress", done, total, note: "unpacking" });
    const unpacked = await unpackWholeData(resolve(path), places, { onProgress, signal });
    try {
        put({ type: "progress", done: 0, total: 0, note: "checking" });
        await checkDatabase(unpacked.database);
        const stamp = new Date().toISOString().replace(/[:.]/g, "-");
        const placement = await planPlacement(unpacked, places, stamp);
        signal.throwIfAborted();
        refuseWhileBusy(ground, 1);
        changeAll(ground, () =>
            store.replace(() => {
                carryOut(placement);
                replaceDatabase(store.path, unpacked.database);
            }),
        );
        put({ type: "done", result: undefined });
    } finally {
        unpacked.dispose();
    }
}
