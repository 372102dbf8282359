/**
 * Backups of the database, made and put back while the program runs.
 */
import { topics } from "../../preload/contract/app.ts";
import type { StoredBackup } from "../../preload/records/common.ts";
import * as rows from "../db/backup.ts";
import { openDatabase } from "../db/open.ts";
import type { Ground } from "./ground.ts";

export function listBackups({ db }: Ground): StoredBackup[] {
    return rows.listBackups(db.name);
}

/** @throws StudioError disk-full, file-access */
export function backUp({ db, events }: Ground): StoredBackup {
    const backup = rows.backUp(db, "manual");
    events.changed("backups");
    return backup;
}

/**
 * Puts a backup in place of the data; what is there now is backed up first. What the engine does ends with it.
 * @throws StudioError as db/backup.ts; the data are as they were then
 */
export function restoreBackup(ground: Ground, id: string): void {
    const path = ground.db.name;
    ground.engine.stop();
    ground.db.close();
    try {
        rows.restoreBackup(path, id);
    } finally {
        ground.db = openDatabase(path);
        for (const topic of topics) ground.events.changed(topic);
    }
}
