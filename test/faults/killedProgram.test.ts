/**
 * The whole program is killed (SIGKILL) at random moments while it labels with the real engine, collects preferences
 * and imports, again and again on one data folder: the database stays whole, every pair that was acknowledged is there,
 * no import and no verdict is half there, the next start is not kept out, and no engine stays behind.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Db } from "../../main/db/database.ts";
import { openDatabase } from "../../main/db/open.ts";
import { createRandom } from "../../main/random.ts";
import { newFolder } from "../support/studio.ts";

const kills = Number(process.env.QADAPTER_KILLS ?? 5);
/** Lines that the program tells until the kill, at most: pairs, imports. */
const mostLines = 120;
/** Milliseconds after that until the kill, at most. */
const longestWait = 50;
const program = join(import.meta.dirname, "killedProgram.ts");

interface Told {
    pairs: [id: number, chosen: string][];
    imports: number;
    engines: number[];
}

/** Starts the program, kills it once it has told so much, and returns that. */
async function killOnce(args: string[], lines: number, wait: number): Promise<Told> {
    const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    const closed = once(child, "close");
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
        output += text;
    });
    while (output.split("\n").length <= lines && child.exitCode === null) await sleep(2);
    expect(child.exitCode).toBeNull();
    await sleep(wait);
    child.kill("SIGKILL");
    await closed;
    const told = output.split("\n").slice(0, -1); // what follows the last line end was not told completely
    const of = (kind: string) =>
        told.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
    return {
        pairs: of("pair").map((json) => JSON.parse(json) as [number, string]),
        imports: of("import").length,
        engines: of("engine").map(Number),
    };
}

/** Not one that has ended and only waits to be counted. */
function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
    } catch {
        return false;
    }
}

function expectWhole(db: Db, pairs: Told["pairs"]): void {
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(db.pragma("foreign_key_check")).toEqual([]);
    db.prepare("INSERT INTO pairs_search (pairs_search) VALUES ('integrity-check')").run();
    const find = db
        .prepare("SELECT chosen FROM pairs p JOIN pair_contents c ON c.id = p.content_id WHERE p.id = ?")
        .pluck();
    expect(pairs.filter(([id, chosen]) => find.get(id) !== chosen)).toEqual([]);
    const halfImports = `SELECT i.id FROM imports i LEFT JOIN pairs p ON p.import_id = i.id
        LEFT JOIN pair_tags t ON t.pair_id = p.id GROUP BY i.id HAVING count(p.id) <> i.pairs OR count(t.tag) <> i.pairs
        UNION ALL SELECT id FROM pairs WHERE import_id IS NOT NULL AND import_id NOT IN (SELECT id FROM imports)`;
    expect(db.prepare(halfImports).all()).toEqual([]);
    const halfVerdicts = `SELECT id FROM queue_items WHERE (state = 'judged') <> (pair_id IS NOT NULL)
        UNION ALL SELECT id FROM pairs WHERE source = 'queue' AND id NOT IN (SELECT pair_id FROM queue_items WHERE pair_id IS NOT NULL)`;
    expect(db.prepare(halfVerdicts).all()).toEqual([]);
}

test(`killed ${kills} times`, { timeout: 120_000 + kills * 30_000 }, async () => {
    const folder = newFolder();
    const file = join(folder, "pairs.jsonl");
    const row = (index: number) => `${JSON.stringify({ prompt: `Q${index}`, chosen: "A", rejected: "B" })}\n`;
    writeFileSync(file, Array.from({ length: 2000 }, (_, index) => row(index)).join(""));
    const data = join(folder, "data");
    const random = createRandom(Date.now() % 2 ** 31);
    const all: Told = { pairs: [], imports: 0, engines: [] };
    for (let run = 0; run < kills; run++) {
        const told = await killOnce(
            [data, file, `run ${run}`],
            1 + random.int(mostLines),
            random.next() * longestWait,
        );
        all.pairs.push(...told.pairs);
        all.imports += told.imports;
        all.engines.push(...told.engines);
        const db = openDatabase(join(data, "studio.db"), { check: true });
        expectWhole(db, all.pairs);
        db.close();
    }
    await expect.poll(() => all.engines.filter(isAlive), { timeout: 60_000 }).toEqual([]);
    const db = openDatabase(join(data, "studio.db"));
    const count = (sql: string) => db.prepare(sql).pluck().get() as number;
    expect(count("SELECT count(*) FROM queue_items WHERE state = 'judged'")).toBeGreaterThan(0);
    expect(count("SELECT count(*) FROM imports")).toBeGreaterThanOrEqual(all.imports);
    db.close();
});
