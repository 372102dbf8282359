/**
 * Deleting what a person made so that it can be brought back, and clearing it away for good later.
 * A deleted row stays where it is and points to its deletion; every query leaves such rows out.
 */
import type { DeletableKind, StoredDeletion } from "../../preload/records/common.ts";
import { StudioError } from "../errors.ts";
import { backUp } from "./backup.ts";
import { type Db, notFound, now, write } from "./database.ts";
import { toRecord } from "./rows.ts";

/** Deletes of more rows than this are preceded by a backup. */
const rowsWithoutBackup = 100;

/** In the order in which they can be cleared away: what points to others comes first. */
const kinds: readonly DeletableKind[] = [
    "chat_presets",
    "judgings",
    "evaluations",
    "queues",
    "messages",
    "conversations",
    "stacks",
    "adapters",
    "training_runs",
    "data_sets",
    "labels",
    "pairs",
    "models",
];

/**
 * Hides rows. Ids that do not exist or are deleted already count for nothing.
 * Within a transaction the caller makes the backup beforehand.
 * @returns the deletion, to be taken back with `undoDeletion`
 * @throws StudioError not-found if no row is left to delete
 */
export function deleteRows(db: Db, kind: DeletableKind, ids: readonly number[]): StoredDeletion {
    if (!db.inTransaction) backUpBeforeDelete(db, ids.length);
    return write(db, () => {
        const createdAt = now();
        const insert = db.prepare("INSERT INTO deletions (kind, count, created_at) VALUES (?, 0, ?)");
        const id = Number(insert.run(kind, createdAt).lastInsertRowid);
        const hide = `UPDATE ${checked(kind)} SET deletion_id = ?
            WHERE deletion_id IS NULL AND id IN (SELECT value FROM json_each(?))`;
        const count = db.prepare(hide).run(id, JSON.stringify(ids)).changes;
        if (count === 0) throw notFound("What you want to delete");
        db.prepare("UPDATE deletions SET count = ? WHERE id = ?").run(count, id);
        return { id, kind, count, createdAt };
    });
}

/** `deleteRows` for rows that may be gone already; undefined where none is left. */
export function deleteIfThere(
    db: Db,
    kind: DeletableKind,
    ids: readonly number[],
): StoredDeletion | undefined {
    try {
        return deleteRows(db, kind, ids);
    } catch (error) {
        if (error instanceof StudioError && error.code === "not-found") return undefined;
        throw error;
    }
}

/** Makes a backup if that many rows are to be deleted; not within a transaction. */
export function backUpBeforeDelete(db: Db, rows: number): void {
    if (rows > rowsWithoutBackup) backUp(db, "before-delete");
}

/** Brings back what a deletion took, and returns it. @throws StudioError not-found */
export function undoDeletion(db: Db, id: number): StoredDeletion {
    return write(db, () => {
        const row = db.prepare("SELECT id, kind, count, created_at FROM deletions WHERE id = ?").get(id);
        if (row === undefined) throw notFound("What you want to bring back");
        const deletion: StoredDeletion = toRecord({ name: "deletions", what: "", columns: [] }, row);
        bringBack(db, deletion.kind, "deletion_id = ?", id);
        db.prepare("DELETE FROM deletions WHERE id = ?").run(id);
        return deletion;
    });
}

/** Brings single rows back, whatever deletions took them. Returns how many there were. */
export function restoreRows(db: Db, kind: DeletableKind, ids: readonly number[]): number {
    return write(db, () =>
        bringBack(
            db,
            kind,
            "deletion_id IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
            JSON.stringify(ids),
        ),
    );
}

/** What can still be taken back, newest first. */
export function listDeletions(db: Db): StoredDeletion[] {
    return db
        .prepare("SELECT id, kind, count, created_at FROM deletions ORDER BY id DESC")
        .all()
        .map((row) => toRecord({ name: "deletions", what: "", columns: [] }, row));
}

/** What was cleared away. */
export interface Purged {
    rows: number;
    /** rows that something still needs; they stay hidden */
    kept: number;
    /** names of adapter files that no adapter needs any more */
    adapterFiles: string[];
}

/**
 * Clears away for good what was deleted before a time, backed up first where it is much.
 * @param before ISO 8601
 */
export function purgeDeletions(db: Db, before: string): Purged {
    const old = `deletion_id IN (SELECT id FROM deletions WHERE created_at < ?)`;
    const found = kinds.map((kind) => ({
        kind,
        ids: db.prepare(`SELECT id FROM ${kind} WHERE ${old}`).pluck().all(before) as number[],
    }));
    const total = found.reduce((sum, { ids }) => sum + ids.length, 0);
    backUpBeforeDelete(db, total);
    return write(db, () => {
        const files = new Set(
            db.prepare(`SELECT file FROM adapters WHERE ${old}`).pluck().all(before) as string[],
        );
        let rows = 0;
        for (const { kind, ids } of found) for (const id of ids) if (removed(db, kind, id)) rows++;
        for (const file of db.prepare("SELECT file FROM adapters").pluck().all() as string[])
            files.delete(file);
        removeUnusedContents(db);
        removeEmptyDeletions(db);
        return { rows, kept: total - rows, adapterFiles: [...files] };
    });
}

function bringBack(db: Db, kind: DeletableKind, condition: string, value: number | string): number {
    const table = checked(kind);
    // There may be another default meanwhile; that one stays.
    const sameBase = table === "stacks" ? "AND live.model_id IS stacks.model_id" : "";
    if (table === "models" || table === "stacks")
        db.prepare(
            `UPDATE ${table} SET is_default = 0 WHERE ${condition} AND EXISTS (
                SELECT 1 FROM ${table} live WHERE live.deletion_id IS NULL AND live.is_default = 1 ${sameBase})`,
        ).run(value);
    return db.prepare(`UPDATE ${table} SET deletion_id = NULL WHERE ${condition}`).run(value).changes;
}

/** Removes a row for good, unless something points to it. */
function removed(db: Db, kind: DeletableKind, id: number): boolean {
    try {
        db.transaction(() => db.prepare(`DELETE FROM ${kind} WHERE id = ?`).run(id))();
        return true;
    } catch (error) {
        if ((error as { code?: string }).code === "SQLITE_CONSTRAINT_FOREIGNKEY") return false;
        throw error;
    }
}

function removeUnusedContents(db: Db): void {
    db.exec(`DELETE FROM pair_contents WHERE NOT EXISTS (SELECT 1 FROM pairs WHERE content_id = pair_contents.id)
        AND NOT EXISTS (SELECT 1 FROM data_set_pairs WHERE content_id = pair_contents.id)`);
}

function removeEmptyDeletions(db: Db): void {
    const used = kinds.map((kind) => `SELECT deletion_id FROM ${kind} WHERE deletion_id IS NOT NULL`);
    db.exec(`DELETE FROM deletions WHERE id NOT IN (${used.join(" UNION ")})`);
}

/** The kind as a table's name: nothing else ever gets into the SQL. */
function checked(kind: DeletableKind): DeletableKind {
    const table = kinds.find((known) => known === kind);
    if (!table) throw new TypeError(`${kind} cannot be deleted.`);
    return table;
}
