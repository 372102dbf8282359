/**
 * The program is killed (SIGKILL) at random moments while it labels and imports, again and again on one database:
 * the database stays whole, every pair that was acknowledged is there, and no import is half there.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Db } from "../../main/db/database.ts";
import { openDatabase } from "../../main/db/open.ts";
import { createRandom } from "../../main/random.ts";
import { jsonl, openPlace } from "./temporary.ts";

const kills = Number(process.env.QADAPTER_KILLS ?? 10);
/** Acknowledged pairs until the kill, at most; an import follows every fourth. */
const mostPairs = 14;
/** Milliseconds after that until the kill, at most. */
const longestWait = 20;
const rows = Array.from({ length: 200 }, (_, index) => ({ prompt: `Q${index}`, chosen: "A", rejected: "B" }));
const program = join(import.meta.dirname, "killedChild.ts");

/** Starts the program and kills it after some pairs; returns the answers whose pairs were acknowledged. */
async function killOnce(args: string[], pairs: number, wait: number): Promise<string[]> {
    const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
        output += text;
    });
    const closed = once(child, "close");
    while (output.split("\n").length <= pairs) await once(child.stdout, "data");
    await setTimeout(wait);
    child.kill("SIGKILL");
    await closed;
    return output.split("\n").slice(0, -1); // what follows the last line end was not told completely
}

function expectAllThere(db: Db, answers: readonly string[]): void {
    const missing = db
        .prepare(
            `SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM pairs p JOIN pair_contents c ON c.id = p.content_id
            WHERE c.chosen = value)`,
        )
        .pluck()
        .all(JSON.stringify(answers));
    expect(missing).toEqual([]);
}

function halfImports(db: Db): unknown[] {
    return db
        .prepare(
            `SELECT i.id, i.pairs, count(p.id) AS stored, count(t.tag) AS tagged FROM imports i
            LEFT JOIN pairs p ON p.import_id = i.id LEFT JOIN pair_tags t ON t.pair_id = p.id
            GROUP BY i.id HAVING stored <> i.pairs OR tagged <> i.pairs
            UNION ALL SELECT import_id, 0, count(*), 0 FROM pairs
            WHERE import_id IS NOT NULL AND import_id NOT IN (SELECT id FROM imports) GROUP BY import_id`,
        )
        .all();
}

test(`killed ${kills} times`, { timeout: 120_000 + kills * 5000 }, async () => {
    const place = openPlace();
    const path = place.file("pairs.jsonl", jsonl(rows));
    place.db.close();
    const random = createRandom(Date.now() % 2 ** 31);
    const acknowledged: string[] = [];
    for (let run = 0; run < kills; run++) {
        acknowledged.push(
            ...(await killOnce(
                [place.db.name, path, `run ${run}`],
                1 + random.int(mostPairs),
                random.next() * longestWait,
            )),
        );
        if (run % 10 !== 9) continue;
        const db = openDatabase(place.db.name, { check: true });
        expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
        expectAllThere(db, acknowledged);
        expect(halfImports(db)).toEqual([]);
        db.prepare("INSERT INTO pairs_search (pairs_search) VALUES ('integrity-check')").run();
        db.close();
    }
    const db = openDatabase(place.db.name);
    const imports = db.prepare("SELECT count(*) FROM imports").pluck().get() as number;
    const labelled = db.prepare("SELECT count(*) FROM pairs WHERE import_id IS NULL").pluck().get() as number;
    db.close();
    // some kills must have come in the middle of the work
    expect(imports).toBeGreaterThan(kills / 4);
    expect(labelled).toBeGreaterThanOrEqual(acknowledged.length);
    expect(acknowledged.length).toBeGreaterThan(kills);
});
