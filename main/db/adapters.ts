/**
 * Adapters in the library. Their files lie in the data folder; here is what is known of them.
 */
import type { StoredAdapter } from "../../preload/records/library.ts";
import type { Db } from "./database.ts";
import { columnsOf, getRow, insertRow, listRows, toRecord, updateRow } from "./rows.ts";
import { adapters } from "./tables.ts";

/** What a new adapter is made of. */
export type NewAdapter = Omit<
    StoredAdapter,
    "id" | "createdAt" | "note" | "tags" | "runId" | "versionId" | "verdict" | "settings" | "metrics"
> &
    Partial<
        Pick<StoredAdapter, "note" | "tags" | "runId" | "versionId" | "verdict" | "settings" | "metrics">
    >;
/** What may be changed in an adapter. */
export type AdapterChanges = Partial<Omit<StoredAdapter, "id" | "createdAt">>;

/** Adds an adapter and returns its id. */
export function addAdapter(db: Db, adapter: NewAdapter): number {
    return insertRow(db, adapters, adapter);
}

/** @throws StudioError not-found */
export function getAdapter(db: Db, id: number): StoredAdapter {
    return getRow(db, adapters, id);
}

/** All adapters, or those of a base model, newest first. */
export function listAdapters(db: Db, modelId?: number): StoredAdapter[] {
    return modelId === undefined
        ? listRows(db, adapters, "ORDER BY id DESC")
        : listRows(db, adapters, "AND model_id = ? ORDER BY id DESC", modelId);
}

/** The adapter with this file, so that none is taken in twice. */
export function findAdapter(db: Db, sha256: string): StoredAdapter | undefined {
    return listRows<StoredAdapter>(db, adapters, "AND sha256 = ? ORDER BY id", sha256)[0];
}

/** @throws StudioError not-found */
export function updateAdapter(db: Db, id: number, changes: AdapterChanges): StoredAdapter {
    updateRow(db, adapters, id, changes);
    return getAdapter(db, id);
}

/** Gives adapters whose base was not in the library to the model that came in. Returns how many there were. */
export function adoptAdapters(db: Db, modelId: number, fingerprint: string): number {
    const sql = "UPDATE adapters SET model_id = ? WHERE model_id IS NULL AND base_fingerprint = ?";
    return db.prepare(sql).run(modelId, fingerprint).changes;
}

/** Names of all files that adapters need, deleted adapters included: their deletion can be taken back. */
export function adapterFiles(db: Db): string[] {
    return db.prepare("SELECT file FROM adapters").pluck().all() as string[];
}

/** The adapter of a training run, if it has one yet. */
export function adapterOfRun(db: Db, runId: number): StoredAdapter | undefined {
    const sql = `SELECT ${columnsOf(adapters)} FROM adapters WHERE run_id = ? AND deletion_id IS NULL ORDER BY id DESC`;
    const row = db.prepare(sql).get(runId);
    return row === undefined ? undefined : toRecord(adapters, row);
}
