/**
 * Migrations: from each predecessor, with rows in every table that it has, to the newest version without losing a
 * value; and to the same schema as a new database has.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listBackups } from "../../main/db/backup.ts";
import type { Db } from "../../main/db/database.ts";
import { migrate, versionOf } from "../../main/db/migrate.ts";
import { migrations } from "../../main/db/migrations/index.ts";
import { openDatabase } from "../../main/db/open.ts";
import { codeOf } from "./openTemporary.ts";

let folder = "";
let path = "";
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "qadapter-migrations-"));
    path = join(folder, "studio.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A database as a program of that version left it. */
function predecessor(version: number): Db {
    const db = new Database(path);
    db.pragma("foreign_keys = ON");
    migrate(db, undefined, migrations.slice(0, version));
    fill(db);
    return db;
}

interface Column {
    name: string;
    type: string;
    notnull: number;
    pk: number;
}

/** One row in each table; every column holds something, references point to the row with the id 1. */
function fill(db: Db): void {
    for (const table of ownTables(db)) {
        const columns = (db.pragma(`table_info(${table})`) as Column[]).filter(({ name, type, pk }) => {
            return !(name === "id" && type === "INTEGER" && pk === 1);
        });
        const references = new Set(
            (db.pragma(`foreign_key_list(${table})`) as { from: string; table: string }[]).map(
                ({ from }) => from,
            ),
        );
        const sql = db.prepare("SELECT sql FROM sqlite_schema WHERE name = ?").pluck().get(table) as string;
        const values = columns.map(({ name, type }) =>
            references.has(name) ? reference(name) : sample(sql, name, type),
        );
        const places = values.map(() => "?").join(", ");
        const names = columns.map(({ name }) => name).join(", ");
        db.prepare(`INSERT INTO ${table} (${names}) VALUES (${places})`).run(...values);
    }
}

/** A row that points to itself or to a deletion would be hidden or odd: those stay empty. */
function reference(name: string): number | null {
    const isOptional = [
        "deletion_id",
        "parent_id",
        "active_child_id",
        "improved_from",
        "active_message_id",
    ].includes(name);
    return isOptional ? null : 1;
}

/** A value that the column's own checks allow. */
function sample(tableSql: string, name: string, type: string): string | number {
    if (type !== "TEXT") return 1;
    if (tableSql.includes(`json_valid(${name})`)) return '[{"content":"Äpfel"}]';
    return new RegExp(`CHECK \\(${name} IN \\('([^']+)'`).exec(tableSql)?.[1] ?? `${name} 1`;
}

function ownTables(db: Db): string[] {
    const sql = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%search%'
        ORDER BY rowid`;
    return db.prepare(sql).pluck().all() as string[];
}

function contents(db: Db, tables: readonly string[]): Record<string, unknown[]> {
    return Object.fromEntries(tables.map((table) => [table, db.prepare(`SELECT * FROM ${table}`).all()]));
}

function schema(db: Db): unknown[] {
    return db.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").all();
}

describe.each(migrations.map((_, index) => index))("from version %i", (version) => {
    test("nothing is lost, and the schema is that of a new database", () => {
        const old = predecessor(version);
        const tables = ownTables(old);
        const before = contents(old, tables);
        old.close();
        const db = openDatabase(path);
        expect(versionOf(db)).toBe(migrations.length);
        for (const [table, rows] of Object.entries(before)) {
            const names = Object.keys(rows[0] as object).join(", ");
            expect(db.prepare(`SELECT ${names} FROM ${table}`).all()).toEqual(rows);
        }
        const fresh = new Database(":memory:");
        migrate(fresh);
        expect(schema(db)).toEqual(schema(fresh));
        expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
        expect(listBackups(path).map(({ reason }) => reason)).toEqual(
            version === 0 ? [] : ["before-migration"],
        );
        db.close();
    });

    test("a migration that fails leaves the version before it", () => {
        const db = predecessor(version);
        const tables = ownTables(db);
        const before = contents(db, tables);
        const broken = [
            ...migrations.slice(0, version),
            `${migrations[version]}; INSERT INTO nowhere VALUES (1)`,
        ];
        expect(() => migrate(db, undefined, broken)).toThrow("nowhere");
        expect(versionOf(db)).toBe(version);
        expect(contents(db, ownTables(db))).toEqual(before);
        db.close();
    });
});

test("what was written before the search existed is found", () => {
    const old = predecessor(10);
    old.prepare("UPDATE pair_contents SET chosen = 'Birnen'").run();
    old.close();
    const db = openDatabase(path);
    const found = (index: string, word: string) =>
        db.prepare(`SELECT rowid FROM ${index} WHERE ${index} MATCH ?`).pluck().all(word);
    expect(found("pairs_search", "birnen")).toEqual([1]);
    expect(found("pairs_search", "apfel")).toEqual([1]);
    expect(found("messages_search", "content")).toEqual([1]);
    db.close();
});

test("every table is STRICT, and every reference has an index", () => {
    const db = openDatabase(path);
    const list = db.pragma("table_list") as { name: string; strict: number; type: string }[];
    const own = ownTables(db);
    expect(list.filter(({ name, strict }) => own.includes(name) && strict !== 1)).toEqual([]);
    const missing = own.flatMap((table) => {
        const indexes = db.pragma(`index_list(${table})`) as { name: string }[];
        const first = indexes.map(
            ({ name }) => (db.pragma(`index_info(${name})`) as { name: string }[])[0]?.name,
        );
        const keys = (db.pragma(`table_info(${table})`) as Column[])
            .filter(({ pk }) => pk === 1)
            .map(({ name }) => name);
        const references = db.pragma(`foreign_key_list(${table})`) as { from: string }[];
        return references
            .filter(({ from }) => ![...first, ...keys].includes(from))
            .map(({ from }) => `${table}.${from}`);
    });
    expect(missing).toEqual([]);
    db.close();
});

test("a database from the future and one of another program are refused, and stay as they are", () => {
    openDatabase(path).close();
    const future = new Database(path);
    future.pragma(`user_version = ${migrations.length + 1}`);
    future.close();
    expect(codeOf(() => openDatabase(path))).toBe("database-newer");
    expect(new Database(path, { readonly: true }).pragma("user_version", { simple: true })).toBe(
        migrations.length + 1,
    );
    const foreign = join(folder, "other.db");
    new Database(foreign).exec("CREATE TABLE photos (id)").close();
    expect(codeOf(() => openDatabase(foreign))).toBe("database-damaged");
});
