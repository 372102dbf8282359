/** Backups: made on demand and before large deletes, restored, and offered where the database is damaged. */
import {
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    statSync,
    truncateSync,
    writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { backUp, backupFolder, listBackups, restoreBackup } from "../../main/db/backup.ts";
import type { Db } from "../../main/db/database.ts";
import { deleteRows, purgeDeletions, undoDeletion } from "../../main/db/deletions.ts";
import { openDatabase } from "../../main/db/open.ts";
import { addPair, addPairs, countPairs } from "../../main/db/pairs.ts";
import type { StudioError } from "../../main/errors.ts";
import { codeOf, openTemporary, somePair } from "./openTemporary.ts";

const many = (count: number) => Array.from({ length: count }, (_, index) => somePair(index));
const reasons = (db: Db) => listBackups(db.name).map(({ reason }) => reason);

/** Opens a database anew, looks into it and closes it. */
function look(path: string): number {
    const db = openDatabase(path);
    try {
        return countPairs(db, {});
    } finally {
        db.close();
    }
}

/** Overwrites the middle of a file with something else. */
function damage(path: string): void {
    const bytes = readFileSync(path);
    for (let at = 4096; at < bytes.length; at += 1) bytes[at] = (at * 31) % 251;
    writeFileSync(path, bytes);
}

test("a backup is put back, and what was there is backed up first", () => {
    const db = openTemporary();
    addPairs(db, many(3));
    const backup = backUp(db, "manual");
    expect(backup).toMatchObject({ reason: "manual", bytes: statSync(backup.path).size });
    addPair(db, somePair(9));
    db.close();
    restoreBackup(db.name, backup.id);
    expect(look(db.name)).toBe(3);
    expect(reasons(db)).toEqual(["before-restore", "manual"]);
    restoreBackup(db.name, listBackups(db.name)[0]?.id as string);
    expect(look(db.name)).toBe(4);
    expect(readdirSync(dirname(db.name)).sort()).toEqual(["backups", "studio.db"]);
});

test("deletes of more than 100 rows are backed up, smaller ones not; both can be taken back", () => {
    const db = openTemporary();
    const ids = addPairs(db, many(201));
    deleteRows(db, "pairs", ids.slice(0, 100));
    expect(reasons(db)).toEqual([]);
    const { id, count } = deleteRows(db, "pairs", ids.slice(100));
    expect([count, reasons(db)]).toEqual([101, ["before-delete"]]);
    expect(countPairs(db, {})).toBe(0);
    expect(undoDeletion(db, id).count).toBe(101);
    expect(countPairs(db, {})).toBe(101);
    deleteRows(db, "pairs", ids);
    expect(purgeDeletions(db, "9999")).toMatchObject({ rows: 201, kept: 0 });
    expect(db.prepare("SELECT count(*) FROM pair_contents").pluck().get()).toBe(0);
    expect(reasons(db)).toHaveLength(3);
});

test("only the newest of the program's own backups are kept", () => {
    const db = openTemporary();
    backUp(db, "manual");
    for (let i = 0; i < 12; i++) backUp(db, "before-delete");
    expect(reasons(db)).toHaveLength(11);
    expect(reasons(db).at(-1)).toBe("manual");
});

test("a damaged database: the newest backup is offered, restored, and the damaged file kept", () => {
    const db = openTemporary();
    addPairs(db, many(300));
    const backup = backUp(db, "manual");
    db.close();
    damage(db.name);
    let message = "";
    try {
        openDatabase(db.name, { check: true });
    } catch (error) {
        message = (error as StudioError).message;
    }
    expect(message).toContain(backup.createdAt);
    expect(message).toMatch(/damaged.*restore/i);
    restoreBackup(db.name, backup.id);
    expect(look(db.name)).toBe(300);
    expect(readdirSync(dirname(db.name)).filter((name) => name.includes(".damaged-"))).toHaveLength(1);
});

test("damage is found at once where the beginning is not that of a database, and without a backup it says so", () => {
    const db = openTemporary();
    addPairs(db, many(10));
    db.close();
    writeFileSync(db.name, "This is no database. ".repeat(1000));
    expect(codeOf(() => openDatabase(db.name))).toBe("database-damaged");
    expect(() => openDatabase(db.name)).toThrow(/no backup/);
});

test("a log of the damaged database never gets into the restored one", () => {
    const db = openTemporary();
    addPairs(db, many(5));
    const backup = backUp(db, "manual");
    addPairs(db, many(50));
    const log = readFileSync(`${db.name}-wal`);
    db.close();
    damage(db.name);
    writeFileSync(`${db.name}-wal`, log);
    restoreBackup(db.name, backup.id);
    expect(existsSync(`${db.name}-wal`)).toBe(false);
    expect(look(db.name)).toBe(5);
});

test("a damaged backup is refused, and nothing changes", () => {
    const db = openTemporary();
    addPairs(db, many(300));
    const backup = backUp(db, "manual");
    db.close();
    truncateSync(backup.path, backup.bytes - 4096);
    expect(codeOf(() => restoreBackup(db.name, backup.id))).toBe("database-damaged");
    expect(codeOf(() => restoreBackup(db.name, "../../etc/passwd"))).toBe("not-found");
    expect(look(db.name)).toBe(300);
});

test("other files among the backups are left alone", () => {
    const db = openTemporary();
    mkdirSync(join(backupFolder(db.name), "studio-2026-01-01T00-00-00-000Z-abcd.manual.db"), {
        recursive: true,
    });
    writeFileSync(join(backupFolder(db.name), "notes.txt"), "x");
    expect(listBackups(db.name)).toEqual([]);
});
