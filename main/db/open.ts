/**
 * Opens the database: settings of the connection, migrations, and a look for damage where there is reason to.
 * Does not keep two programs apart: the data folder's lock does.
 */
import { chmodSync, existsSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { StudioError } from "../errors.ts";
import { backUp, listBackups } from "./backup.ts";
import { type Db, explainDatabaseError } from "./database.ts";
import { migrate } from "./migrate.ts";

/** How to open. */
export interface OpenOptions {
    /** look through the whole file for damage first, as after a crash; default false */
    check?: boolean;
}

/** Milliseconds that a statement waits for another program's lock. */
const busyTimeout = 5000;

/** Bytes that the log keeps for its next use, however large it once was. */
const logLimit = 32 * 2 ** 20;

/**
 * Opens the database, creating or updating it where needed.
 * @throws StudioError database-damaged (names the newest backup), database-newer, file-access, disk-full, busy
 */
export function openDatabase(path: string, { check = false }: OpenOptions = {}): Db {
    let db: Db | undefined;
    if (!existsSync(dirname(path)))
        throw new StudioError(
            "file-missing",
            `The data folder "${dirname(path)}" does not exist. Create it, or choose another one.`,
        );
    try {
        const isNew = !existsSync(path);
        db = connect(path);
        if (isNew) chmodSync(path, 0o600); // conversations are nobody else's business
        if (check) checkIntegrity(db);
        const connection = db;
        migrate(connection, () => backUp(connection, "before-migration"));
        return connection;
    } catch (error) {
        db?.close();
        throw offerBackup(explainDatabaseError(error, path), path);
    }
}

/** Opens one more connection to a database that is open already, as in a worker. */
export function connect(path: string): Db {
    const db = new Database(path, { timeout: busyTimeout });
    try {
        db.pragma("journal_mode = WAL");
        db.pragma("synchronous = FULL"); // what was acknowledged survives a power cut
        db.pragma("foreign_keys = ON");
        db.pragma(`journal_size_limit = ${logLimit}`);
        db.pragma("trusted_schema = OFF");
        db.pragma("cell_size_check = ON");
        return db;
    } catch (error) {
        db.close();
        throw error;
    }
}

/** @throws StudioError database-damaged */
function checkIntegrity(db: Db): void {
    if (db.pragma("quick_check(1)", { simple: true }) !== "ok")
        throw new StudioError("database-damaged", `The database "${db.name}" is damaged.`);
}

function offerBackup(error: unknown, path: string): unknown {
    if (!(error instanceof StudioError) || error.code !== "database-damaged") return error;
    const newest = listBackups(path)[0];
    const sentence = newest
        ? ` Its newest backup is from ${newest.createdAt}: restore that one to go on.`
        : " There is no backup of it: move the file away to begin anew.";
    const damage = error.message.replace(/ Restore the newest backup\.$/, "");
    return new StudioError("database-damaged", damage + sentence, { cause: error });
}
