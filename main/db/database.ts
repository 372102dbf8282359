/**
 * What query functions stand on: the connection's type, transactions, and what SQLite's errors mean to a person.
 * Not the place that opens a database (open.ts), and no queries.
 */
import Database from "better-sqlite3";
import { StudioError } from "../errors.ts";

/** An open database; every query function takes it first. */
export type Db = Database.Database;

/**
 * Runs `work` in one transaction: all of it or nothing. Inside another transaction it is a part of that one.
 * @throws StudioError as `explainDatabaseError`, and whatever `work` throws
 */
export function write<Result>(db: Db, work: () => Result): Result {
    try {
        return db.transaction(work).immediate();
    } catch (error) {
        const explained = explainDatabaseError(error, db.name);
        if (explained instanceof StudioError && explained.code === "disk-full") freeLog(db);
        throw explained;
    }
}

/** What did not fit has filled the disk with its log, which would leave no room for anything else. */
function freeLog(db: Db): void {
    try {
        if (!db.inTransaction) db.pragma("wal_checkpoint(TRUNCATE)");
    } catch {
        // there is no room even for that; the log goes at the next start
    }
}

/** Runs many reads as one: all see the same state, and each is several times faster than alone. */
export function read<Result>(db: Db, work: () => Result): Result {
    return db.transaction(work).deferred();
}

/** The present time as it is stored: ISO 8601 in UTC with milliseconds. */
export function now(): string {
    return new Date().toISOString();
}

/** The error for a row that does not exist (any more); `what` as in "This pair". */
export function notFound(what: string): StudioError {
    return new StudioError(
        "not-found",
        `${what} does not exist any more. Go back to the list; it may have been deleted in another window.`,
    );
}

/**
 * Puts an error of SQLite into a sentence; anything else comes back unchanged.
 * @param path the database, named in the message
 */
export function explainDatabaseError(error: unknown, path: string): unknown {
    if (!(error instanceof Database.SqliteError)) return error;
    const explanation = explanations.find(([pattern]) => pattern.test(error.code));
    if (!explanation) return error;
    const [, code, reason] = explanation;
    return new StudioError(code, `The database "${path}" ${reason}`, { cause: error });
}

const explanations: [RegExp, StudioError["code"], string][] = [
    [
        /^SQLITE_(FULL|IOERR_WRITE|IOERR_SHMSIZE)$/,
        "disk-full",
        "could not be written: there is no room left on the disk. Free some space and try again.",
    ],
    [
        /^SQLITE_(READONLY|PERM|AUTH)/,
        "file-access",
        "cannot be written: the file or its folder is read-only. Check their permissions, or choose another data folder.",
    ],
    [
        /^SQLITE_CANTOPEN/,
        "file-access",
        "cannot be opened: check that its folder exists and that this program may write in it.",
    ],
    [
        /^SQLITE_(BUSY|LOCKED)/,
        "busy",
        "is being used by another program at the moment. Wait until that is done, and try again.",
    ],
    [/^SQLITE_(CORRUPT|NOTADB)/, "database-damaged", "is damaged. Restore the newest backup."],
    [/^SQLITE_IOERR/, "file-access", "cannot be used: the disk reported an error."],
    [
        /^SQLITE_NOMEM/,
        "out-of-memory",
        "needs more memory than there is. Close other programs and try again.",
    ],
];
