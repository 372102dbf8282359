/**
 * A database that comes from somewhere else and is to become ours: nothing in it is trusted. Its tables, triggers and
 * indexes have to be exactly those of its version, its rows sound, and the names of files in it plain.
 */
import Database from "better-sqlite3";
import { StudioError } from "../errors.ts";
import { type Db, explainDatabaseError } from "./database.ts";
import { checkVersion, migrate, versionOf } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";

/** Columns that name files of the data folder. */
const fileColumns = [
    ["adapters", "file"],
    ["training_runs", "adapter_file"],
    ["training_runs", "checkpoint_file"],
] as const;

/** @throws StudioError package-invalid, database-newer */
export function checkForeignDatabase(path: string): void {
    inDatabase(path, { readonly: true }, (db) => {
        checkVersion(db);
        if (!isDeepEqual(schemaOf(db), expectedSchema(versionOf(db))))
            throw refuse("its tables are not ours");
        if (db.pragma("integrity_check(1)", { simple: true }) !== "ok") throw refuse("it is damaged");
        if ((db.pragma("foreign_key_check") as unknown[]).length > 0) throw refuse("rows point to nothing");
        for (const [table, column] of fileColumns)
            for (const name of namesIn(db, table, column))
                if (!isPlainName(name)) throw refuse("it names files outside the data folder");
    });
}

/** What has to be different here: adapters' files by their names there, and the folder of models. */
export interface NewPlaces {
    adapters: ReadonlyMap<string, string>;
    /** paths of models that the library owns, by their files' names */
    models: ReadonlyMap<string, string>;
}

/** Writes new places into a checked database. */
export function placeForeignDatabase(path: string, { adapters, models }: NewPlaces): void {
    inDatabase(path, {}, (db) => {
        const rename = db.prepare("UPDATE adapters SET file = ? WHERE file = ?");
        for (const [from, to] of adapters) rename.run(to, from);
        const owned = db.prepare("SELECT id, path FROM models WHERE owned = 1").all() as {
            id: number;
            path: string;
        }[];
        const move = db.prepare("UPDATE models SET path = ? WHERE id = ?");
        for (const { id, path: old } of owned) {
            const here = models.get(old.split(/[\\/]/).at(-1) ?? "");
            if (here !== undefined) move.run(here, id);
        }
    });
}

/** Adapters' files that a database names. */
export function adapterFilesIn(path: string): string[] {
    return inDatabase(path, { readonly: true }, (db) => namesIn(db, "adapters", "file"));
}

function inDatabase<Result>(path: string, options: Database.Options, work: (db: Db) => Result): Result {
    let db: Db | undefined;
    try {
        db = new Database(path, options);
        db.pragma("trusted_schema = OFF");
        db.pragma("cell_size_check = ON");
        return work(db);
    } catch (error) {
        const explained = explainDatabaseError(error, path);
        throw explained instanceof StudioError && explained.code === "database-damaged"
            ? refuse("it is damaged")
            : explained;
    } finally {
        db?.close();
    }
}

function refuse(why: string): StudioError {
    return new StudioError("package-invalid", `The database in this file cannot be trusted: ${why}.`);
}

function schemaOf(db: Db): unknown[] {
    return db.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").all();
}

function expectedSchema(version: number): unknown[] {
    const db = new Database(":memory:");
    try {
        migrate(db, undefined, migrations.slice(0, version));
        return schemaOf(db);
    } finally {
        db.close();
    }
}

function isDeepEqual(one: unknown, other: unknown): boolean {
    return JSON.stringify(one) === JSON.stringify(other);
}

function namesIn(db: Db, table: string, column: string): string[] {
    return db
        .prepare(`SELECT DISTINCT ${column} FROM ${table} WHERE ${column} IS NOT NULL`)
        .pluck()
        .all() as string[];
}

/** The name of a file in a folder: it cannot lead anywhere else. */
function isPlainName(name: string): boolean {
    return !/[\\/:\0]/.test(name) && name !== "" && name !== "." && name !== "..";
}
