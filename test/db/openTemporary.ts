/** A real database in a folder of its own, and small things to fill it with. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { addAdapter } from "../../main/db/adapters.ts";
import type { Db } from "../../main/db/database.ts";
import { addModel } from "../../main/db/models.ts";
import { openDatabase } from "../../main/db/open.ts";
import type { StudioError } from "../../main/errors.ts";
import type { NewPair } from "../../preload/records/preferences.ts";

const opened: { db: Db; folder: string }[] = [];

afterEach(() => {
    for (const { db, folder } of opened.splice(0)) {
        db.close();
        rmSync(folder, { recursive: true, force: true });
    }
});

/** Opens a new database; it is closed and removed after the test. */
export function openTemporary(): Db {
    const folder = mkdtempSync(join(tmpdir(), "qadapter-db-"));
    const db = openDatabase(join(folder, "studio.db"));
    opened.push({ db, folder });
    return db;
}

/** A pair that differs from those with another number. */
export function somePair(number: number, more: Partial<NewPair> = {}): NewPair {
    return {
        prompt: [{ role: "user", content: `Question ${number}?` }],
        chosen: `Good answer ${number}`,
        rejected: `Bad answer ${number}`,
        source: "manual",
        ...more,
    };
}

export function someModel(db: Db, title = "Pip"): number {
    return addModel(db, {
        title,
        path: `/models/${title}.gguf`,
        fileBytes: 1000,
        fileChangedAt: "2026-01-01T00:00:00.000Z",
        fingerprint: `fingerprint of ${title}`,
        facts: { architecture: "llama" },
    });
}

export function someAdapter(db: Db, modelId: number | null, name = "warm"): number {
    return addAdapter(db, {
        name,
        file: `${name}.gguf`,
        sha256: `hash of ${name}`,
        fileBytes: 100,
        modelId,
        baseName: "Pip",
        baseFingerprint: "fingerprint of Pip",
        architecture: "llama",
        method: "q-adapter",
        parameters: 4096,
        rank: 8,
        origin: "trained",
        dataSha256: null,
    });
}

/** The code of the error that `run` throws. */
export function codeOf(run: () => unknown): string {
    try {
        run();
    } catch (error) {
        return (error as StudioError).code;
    }
    return "nothing was thrown";
}
