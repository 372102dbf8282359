/**
 * What can be taken back right after it was done: kept while the program runs, for the newest few only.
 * What was deleted can be brought back for longer: db/deletions.ts.
 */
import { randomUUID } from "node:crypto";
import type { Db } from "../../db/database.ts";
import { StudioError } from "../../errors.ts";
import type { Ground } from "../ground.ts";

const mostKept = 100;

/** Actions that can be taken back, by a token. */
export class Undos {
    readonly #ground: Ground;
    readonly #kept = new Map<string, { db: Db; takeBack: () => void }>();

    constructor(ground: Ground) {
        this.#ground = ground;
    }

    /** Keeps what takes an action back. Returns its token. */
    remember(takeBack: () => void): string {
        const token = randomUUID();
        this.#kept.set(token, { db: this.#ground.db, takeBack });
        const [oldest] = this.#kept.keys();
        if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
        return token;
    }

    /** @throws StudioError not-found: too long ago, taken back already, or in data that a backup has replaced */
    run(token: string): void {
        const entry = this.#kept.get(token);
        this.#kept.delete(token);
        if (entry?.db !== this.#ground.db)
            throw new StudioError("not-found", "This cannot be taken back any more.");
        entry.takeBack();
    }
}
