/**
 * A lock that ends with the process, however it ends: SQLite's own lock on an empty database, which the system takes
 * back even after kill -9. Nothing is ever stored in that database.
 */
import Database from "better-sqlite3";
import { explainDatabaseError } from "./database.ts";

/** A lock that is held. */
export interface FileLock {
    /** Gives it back; a second time does nothing. */
    release: () => void;
}

/**
 * Takes the lock, or answers undefined where another process, or another part of this one, holds it.
 * @param path of a file that is there for nothing else; it is made where it does not exist, and never removed
 * @throws StudioError file-access
 */
export function takeLock(path: string): FileLock | undefined {
    let db: Database.Database | undefined;
    try {
        db = new Database(path, { timeout: 0 });
        db.pragma("journal_mode = MEMORY");
        db.exec("BEGIN EXCLUSIVE");
        const held = db;
        return { release: () => void held.close() };
    } catch (error) {
        db?.close();
        if (error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code))
            return undefined;
        throw explainDatabaseError(error, path);
    }
}
