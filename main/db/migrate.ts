/**
 * Brings a database to the present version, one migration after the other, each whole or not at all.
 * Not the migrations themselves, and never backwards: a newer database is refused.
 */
import { StudioError } from "../errors.ts";
import type { Db } from "./database.ts";
import { migrations as allMigrations } from "./migrations/index.ts";

/** "QADS": tells our databases from others. */
const applicationId = 0x51414453;

/** How many migrations a database has seen. */
export function versionOf(db: Db): number {
    return db.pragma("user_version", { simple: true }) as number;
}

/**
 * Refuses what this version of the program cannot read.
 * @throws StudioError database-newer; database-damaged for a database of another program
 */
export function checkVersion(db: Db, migrations: readonly string[] = allMigrations): void {
    const id = db.pragma("application_id", { simple: true });
    const tables = db.prepare("SELECT count(*) FROM sqlite_schema").pluck().get();
    if (id !== applicationId && (versionOf(db) > 0 || tables !== 0))
        throw new StudioError(
            "database-damaged",
            `"${db.name}" is no database of this program. Choose another data folder, or move that file away.`,
        );
    if (versionOf(db) > migrations.length)
        throw new StudioError(
            "database-newer",
            `The data in "${db.name}" were written by a newer version of Q-Adapter Studio. Install the newest version, or choose another data folder.`,
        );
}

/**
 * Applies what is missing.
 * @param backUp called before the first migration of a database that holds something
 * @throws StudioError as `checkVersion`; a migration that fails leaves the database as it was before it
 */
export function migrate(
    db: Db,
    backUp: () => void = () => {},
    migrations: readonly string[] = allMigrations,
): void {
    checkVersion(db, migrations);
    const from = versionOf(db);
    if (from === migrations.length) return;
    if (from > 0) backUp();
    db.pragma("foreign_keys = OFF"); // a migration may rebuild a table that others point to
    try {
        for (const [index, sql] of migrations.entries()) if (index >= from) apply(db, sql, index + 1);
    } finally {
        db.pragma("foreign_keys = ON");
    }
}

function apply(db: Db, sql: string, version: number): void {
    db.transaction(() => {
        db.exec(sql);
        if ((db.pragma("foreign_key_check") as unknown[]).length > 0)
            throw new Error(`Migration ${version} leaves rows that point to nothing.`);
        db.pragma(`application_id = ${applicationId}`);
        db.pragma(`user_version = ${version}`);
    }).immediate();
}
