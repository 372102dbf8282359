/**
 * The database of a running program: open, or closed with the reason why. Where it is damaged the program runs on
 * without it, so that a backup can be put back from there. No queries, and no backups: db/ has those.
 */

import { putAside } from "../db/backup.ts";
import type { Db } from "../db/database.ts";
import { type OpenOptions, openDatabase } from "../db/open.ts";
import { StudioError } from "../errors.ts";

const closed = new StudioError("interrupted", "The program is being closed.");

/** Holds the connection; it becomes another one when the data are replaced. */
export class Store {
    readonly path: string;
    #db: Db | undefined;
    #problem: StudioError = closed;
    readonly #onOpen: ((db: Db) => void)[] = [];
    readonly #onClose: (() => void)[] = [];

    /** @param path the database's file; opened with `open` */
    constructor(path: string) {
        this.path = path;
    }

    /** The connection: never kept in a variable of one's own. @throws StudioError why there is none */
    get db(): Db {
        if (!this.#db) throw this.#problem;
        return this.#db;
    }

    /** Why the data cannot be used, in a sentence; null while they can. */
    get problem(): string | null {
        return this.#db ? null : this.#problem.message;
    }

    /** Calls the listener whenever a database was opened, for what has to be put in order in it. */
    onOpen(listener: (db: Db) => void): void {
        this.#onOpen.push(listener);
    }

    /** Calls the listener before the database is closed: whoever has something in progress writes it down and ends. */
    onClose(listener: () => void): void {
        this.#onClose.push(listener);
    }

    /** Opens; a damaged database becomes the store's problem. @throws StudioError as openDatabase, of other kinds */
    open(options?: OpenOptions): void {
        try {
            this.#db = openDatabase(this.path, options);
        } catch (error) {
            if (!(error instanceof StudioError)) throw error;
            this.#problem = error;
            if (error.code === "database-damaged") return;
            throw error;
        }
        for (const listener of this.#onOpen) listener(this.#db);
    }

    /** Lets `change` put another file in the place of the closed database, then opens what is there. */
    replace(change: () => void): void {
        this.close();
        try {
            change();
        } finally {
            this.open();
        }
    }

    /** Puts a damaged database aside and begins with an empty one. @throws StudioError usage where it is not damaged */
    beginAnew(): void {
        if (this.#db || this.#problem.code !== "database-damaged")
            throw new StudioError(
                "usage",
                "The data can be used as they are: there is no need to begin anew.",
            );
        this.replace(() => putAside(this.path));
    }

    /** Closes; a second time does nothing. */
    close(): void {
        if (!this.#db) return;
        for (const listener of this.#onClose) listener();
        this.#db.close();
        this.#db = undefined;
        this.#problem = closed;
    }
}
