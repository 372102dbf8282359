/**
 * Copies of the database in the folder "backups" beside it, and how one is put back in its place.
 * Not a copy of the data folder's other files: "export everything" makes that.
 */
import { randomBytes } from "node:crypto";
import {
    closeSync,
    constants,
    copyFileSync,
    existsSync,
    fsyncSync,
    mkdirSync,
    openSync,
    readdirSync,
    renameSync,
    rmSync,
    statSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import Database from "better-sqlite3";
import type { BackupReason, StoredBackup } from "../../preload/records/common.ts";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";
import { type Db, explainDatabaseError } from "./database.ts";
import { checkVersion } from "./migrate.ts";

/** Backups that the program makes by itself are kept up to this number; those that a person makes stay. */
const keptAutomatic = 10;
const namePattern = /^studio-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z)-([0-9a-f]{4})\.([a-z-]+)\.db$/;

/** Where the backups of a database lie. */
export function backupFolder(databasePath: string): string {
    return join(dirname(databasePath), "backups");
}

/**
 * Writes a copy of the database as it is now, whole or not at all.
 * @throws StudioError disk-full, file-access
 */
export function backUp(db: Db, reason: BackupReason): StoredBackup {
    const folder = backupFolder(db.name);
    const stamp = new Date().toISOString().replace(/[:.]/g, "-");
    const id = `studio-${stamp}-${randomBytes(2).toString("hex")}.${reason}.db`;
    const temporary = join(folder, `.${id}.tmp`);
    try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        copyInto(db, temporary);
        renameSync(temporary, join(folder, id));
    } catch (error) {
        rmSync(temporary, { force: true });
        throw translateFileError(explainDatabaseError(error, join(folder, id)), join(folder, id), "written");
    }
    prune(folder);
    return describe(folder, id) as StoredBackup;
}

/** Writes a copy of an open database to a file that is not there yet. Errors are SQLite's. */
export function copyInto(db: Db, path: string): void {
    db.prepare("VACUUM INTO ?").run(path);
    syncFile(path);
}

/** The backups of a database, newest first. */
export function listBackups(databasePath: string): StoredBackup[] {
    const folder = backupFolder(databasePath);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
        .sort()
        .reverse()
        .flatMap((id) => describe(folder, id) ?? []);
}

/**
 * Puts a backup in the place of the database, which must be closed. What was there is kept: as a backup, or, where
 * it cannot be read, beside it under a name with ".damaged-".
 * @throws StudioError not-found, database-damaged or database-newer (the backup), disk-full, file-access
 */
export function restoreBackup(databasePath: string, id: string): void {
    const backup = listBackups(databasePath).find((known) => known.id === id);
    if (!backup)
        throw new StudioError("not-found", "This backup does not exist any more. Choose another one.");
    replaceDatabase(databasePath, backup.path);
}

/**
 * Puts a copy of another database in the place of the database, which must be closed; as `restoreBackup`.
 * @throws StudioError database-damaged or database-newer (the other one), disk-full, file-access
 */
export function replaceDatabase(databasePath: string, source: string): void {
    checkBackup(source);
    const temporary = `${databasePath}.restore-${randomBytes(4).toString("hex")}.tmp`;
    try {
        copyFileSync(source, temporary, constants.COPYFILE_EXCL);
        syncFile(temporary);
        keepOld(databasePath);
        renameSync(temporary, databasePath);
    } catch (error) {
        throw translateFileError(error, databasePath, "written");
    } finally {
        rmSync(temporary, { force: true });
    }
}

function checkBackup(path: string): void {
    const db = new Database(path, { readonly: true });
    try {
        checkVersion(db);
        if (db.pragma("integrity_check", { simple: true }) !== "ok")
            throw new StudioError("database-damaged", `The backup "${path}" is damaged. Choose another one.`);
    } catch (error) {
        throw explainDatabaseError(error, path);
    } finally {
        db.close();
    }
}

/** Keeps what is there, and takes away its log: a log of another database would destroy the restored one. */
function keepOld(path: string): void {
    if (!existsSync(path)) return;
    if (backUpClosed(path)) return;
    const aside = asideName(path);
    copyFileSync(path, aside);
    moveLogs(path, aside);
}

/** Moves a closed database that cannot be read out of the way, under a name with ".damaged-". @throws StudioError file-access */
export function putAside(path: string): void {
    const aside = asideName(path);
    try {
        renameSync(path, aside);
        moveLogs(path, aside);
    } catch (error) {
        throw translateFileError(error, path, "written");
    }
}

function asideName(path: string): string {
    return `${path}.damaged-${Date.now()}`;
}

function moveLogs(path: string, to: string): void {
    for (const end of ["-wal", "-shm"]) if (existsSync(path + end)) renameSync(path + end, to + end);
}

/** Backs a closed database up; closing it again takes its log away. Answers whether that was possible. */
function backUpClosed(path: string): boolean {
    let db: Db | undefined;
    try {
        db = new Database(path);
        if (db.pragma("quick_check(1)", { simple: true }) !== "ok") return false;
        backUp(db, "before-restore");
        db.pragma("wal_checkpoint(TRUNCATE)");
        db.pragma("journal_mode = DELETE");
        return true;
    } catch (error) {
        if (error instanceof StudioError && error.code !== "database-damaged") throw error;
        return false;
    } finally {
        db?.close();
    }
}

function prune(folder: string): void {
    const automatic = readdirSync(folder)
        .filter((id) => namePattern.test(id) && !id.endsWith(".manual.db"))
        .sort();
    for (const id of automatic.slice(0, -keptAutomatic)) rmSync(join(folder, id), { force: true });
}

function describe(folder: string, id: string): StoredBackup | undefined {
    const [, stamp, , reason] = namePattern.exec(id) ?? [];
    const path = join(folder, basename(id));
    const stats = stamp ? statSync(path, { throwIfNoEntry: false }) : undefined;
    if (!stamp || !stats?.isFile()) return undefined;
    const createdAt = stamp.replace(/T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z/, "T$1:$2:$3.$4Z");
    return { id, path, bytes: stats.size, createdAt, reason: reason as BackupReason };
}

function syncFile(path: string): void {
    const fd = openSync(path, "r+");
    try {
        fsyncSync(fd);
    } finally {
        closeSync(fd);
    }
}
