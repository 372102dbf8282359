/**
 * Files of preferences that were taken in. What came with each points to it, so that one import can be looked at,
 * or deleted, as a whole.
 */
import type { StoredImport } from "../../preload/records/preferences.ts";
import type { Db } from "./database.ts";
import { columnsOf, insertRow, toRecord } from "./rows.ts";
import { imports } from "./tables.ts";

/** Notes an import and returns its id. */
export function addImport(db: Db, values: Omit<StoredImport, "id" | "createdAt">): number {
    return insertRow(db, imports, values);
}

/** All imports, newest first. */
export function listImports(db: Db): StoredImport[] {
    return db
        .prepare(`SELECT ${columnsOf(imports)} FROM imports ORDER BY id DESC`)
        .all()
        .map((row) => toRecord(imports, row));
}
