/** A database and a folder for files of preferences, removed after each test. */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Db } from "../../main/db/database.ts";
import type { ImportOptions } from "../../main/preferences/importJob.ts";
import { openTemporary } from "../db/openTemporary.ts";

export interface Place {
    db: Db;
    /** Writes a file beside the database and returns its path. */
    file: (name: string, content: string | Uint8Array) => string;
    path: (name: string) => string;
}

export function openPlace(): Place {
    const db = openTemporary();
    const path = (name: string) => join(dirname(db.name), name);
    const file = (name: string, content: string | Uint8Array) => {
        writeFileSync(path(name), content);
        return path(name);
    };
    return { db, file, path };
}

export function importOptions(path: string, more: Partial<ImportOptions> = {}): ImportOptions {
    return { path, fileName: "file", format: "auto", tags: [], labeller: "", skipInvalid: false, ...more };
}

export const jsonl = (rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
