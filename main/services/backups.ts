/**
 * Backups of the database, made and put back while the program runs, also where the database is damaged.
 */
import { type Activity, topics } from "../../preload/contract/app.ts";
import type { StoredBackup } from "../../preload/records/common.ts";
import * as rows from "../db/backup.ts";
import { StudioError } from "../errors.ts";
import type { Ground } from "./ground.ts";

/** Work with a connection or files of its own, which the data must not be taken away from. */
const holdsData: readonly Activity["kind"][] = ["import", "export", "backup"];

export function listBackups({ store }: Ground): StoredBackup[] {
    return rows.listBackups(store.path);
}

/** @throws StudioError disk-full, file-access */
export function backUp({ db, events }: Ground): StoredBackup {
    const backup = rows.backUp(db, "manual");
    events.changed("backups");
    return backup;
}

/**
 * Puts a backup in place of the data; what is there now is backed up first. What goes on ends with it.
 * @throws StudioError busy; as db/backup.ts; the data are as they were then
 */
export function restoreBackup(ground: Ground, id: string): void {
    refuseWhileBusy(ground);
    changeAll(ground, () => ground.store.replace(() => rows.restoreBackup(ground.store.path, id)));
}

/** Puts damaged data aside and begins with none. @throws StudioError usage where they are not damaged; busy */
export function beginAnew(ground: Ground): void {
    refuseWhileBusy(ground);
    changeAll(ground, () => ground.store.beginAnew());
}

/** @param allowed how many such activities may go on @throws StudioError busy */
export function refuseWhileBusy({ events }: Ground, allowed = 0): void {
    const busy = events.activities.filter(({ kind }) => holdsData.includes(kind))[allowed];
    if (busy)
        throw new StudioError(
            "busy",
            `The data cannot be replaced while "${busy.title}" goes on. Wait until that is done, or stop it.`,
        );
}

/** Runs what replaces the data; every list is to be asked for again, whatever comes of it. */
export function changeAll({ events }: Ground, change: () => void): void {
    try {
        change();
    } finally {
        for (const topic of topics) events.changed(topic);
    }
}
