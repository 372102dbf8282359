/**
 * Whether files that the store knows are still there, and the same. Says it; what follows from it is for others.
 */
import { statSync } from "node:fs";
import { sha256OfFile } from "../files/sha256.ts";

/** ready: as it was; missing: not there; changed: another file now. */
export type FileState = "ready" | "missing" | "changed";

/** When a file was last changed, as it is stored; undefined where there is none. */
export function changedAt(path: string): string | undefined {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() ? stats.mtime.toISOString() : undefined;
}

/** Compares files with their hashes, and reads again only what was touched since. */
export class HashedFiles {
    readonly #known = new Map<string, { stamp: string; sha256: string }>();

    /** @throws an error of the file system where it cannot be read */
    async state(path: string, sha256: string): Promise<FileState> {
        const stats = statSync(path, { throwIfNoEntry: false });
        if (!stats?.isFile()) return "missing";
        const stamp = `${stats.size} ${stats.mtimeMs} ${stats.ino}`;
        let known = this.#known.get(path);
        if (known?.stamp !== stamp) known = { stamp, sha256: await sha256OfFile(path) };
        this.#known.set(path, known);
        return known.sha256 === sha256 ? "ready" : "changed";
    }

    /** Forgets what is known, so that the next look reads the file. */
    forget(path: string): void {
        this.#known.delete(path);
    }
}
