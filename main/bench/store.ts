/**
 * Speed of the store with 100,000 pairs and 100,000 messages: importing, adding, listing, searching.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addConversation } from "../db/conversations.ts";
import { type Db, write } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import { migrations } from "../db/migrations/index.ts";
import { connect, openDatabase } from "../db/open.ts";
import { pairStatistics } from "../db/pairStatistics.ts";
import { addPair, listPairs } from "../db/pairs.ts";
import { insertRow } from "../db/rows.ts";
import { searchMessages } from "../db/search.ts";
import { messages } from "../db/tables.ts";
import { importPreferences } from "../preferences/inWorker.ts";
import { createRandom } from "../random.ts";
import { milliseconds, report, slowMilliseconds } from "./measure.ts";

const rows = 100_000;
const random = createRandom(1);
const syllables = ["ba", "do", "ke", "li", "mu", "ra", "so", "ti", "ve", "zu"];

/** One of about 10,000 words; the first are used most, as in any language. */
function word(): string {
    const rank = Math.floor(10_000 ** random.next());
    return [...String(rank)].map((digit) => syllables[Number(digit)]).join("");
}

function text(words: number): string {
    return Array.from({ length: words }, word).join(" ");
}

function writePairs(path: string): void {
    const row = (index: number) =>
        JSON.stringify({ prompt: `${text(12)} ${index}?`, chosen: text(40), rejected: text(40) });
    writeFileSync(path, Array.from({ length: rows }, (_, index) => `${row(index)}\n`).join(""));
}

/** Most messages before there is a search index, which is much faster than one by one; the rest as in use. */
function fillMessages(db: Db, count: number): void {
    write(db, () => {
        for (let done = 0; done < count; done += 100) {
            const { id: conversationId } = addConversation(db, { title: text(3) });
            for (let turn = 0; turn < 100; turn++)
                insertRow(db, messages, { conversationId, parentId: null, role: "user", content: text(40) });
        }
    });
}

/** Runs the measurements in a folder of their own, which is removed afterwards. */
export async function measureStore(): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "qadapter-bench-"));
    const path = join(folder, "studio.db");
    const withoutSearch = connect(path);
    migrate(withoutSearch, undefined, migrations.slice(0, -1));
    fillMessages(withoutSearch, 0.95 * rows);
    withoutSearch.close();
    const db = openDatabase(path);
    try {
        fillMessages(db, 0.05 * rows);
        await measureImport(db, join(folder, "pairs.jsonl"));
        await measurePairs(db);
        await measureSearch(db);
    } finally {
        db.close();
        rmSync(folder, { recursive: true, force: true });
    }
}

async function measureImport(db: Db, path: string): Promise<void> {
    writePairs(path);
    const options = {
        path,
        fileName: "pairs.jsonl",
        format: "auto",
        tags: [],
        labeller: "",
        skipInvalid: false,
    } as const;
    let reports = 0;
    const time = await milliseconds(async () => {
        const { pairs } = await importPreferences(db.name, options, { onProgress: () => reports++ });
        if (pairs !== rows || reports === 0)
            throw new Error(`${pairs} pairs came in, with ${reports} reports.`);
    });
    report({ measure: "import 100,000 pairs", value: time / 1000, unit: "s", target: 15 });
}

async function measurePairs(db: Db): Promise<void> {
    const add = (index: number) =>
        addPair(db, {
            prompt: [{ role: "user", content: `${text(12)} new ${index}` }],
            chosen: text(40),
            rejected: text(40),
            source: "chat",
            labeller: "Ada",
            tags: ["tone"],
        });
    report({ measure: "add a preference", value: await slowMilliseconds(200, add), unit: "ms", target: 5 });
    const list = () => listPairs(db, { limit: 50 });
    report({
        measure: "list the first page of 100,000 pairs",
        value: await slowMilliseconds(50, list),
        unit: "ms",
        target: 20,
    });
    report({
        measure: "statistics of 100,000 pairs",
        value: await milliseconds(() => pairStatistics(db)),
        unit: "ms",
        target: 1000,
    });
}

async function measureSearch(db: Db): Promise<void> {
    // from the most frequent word, which is in almost every message, to rare ones and several at once
    const queries = ["do", "ke li", "mura", "dobaba", `${word()} ${word()}`];
    for (const query of queries)
        report({
            measure: `search 100,000 messages for "${query}"`,
            value: await slowMilliseconds(20, () => searchMessages(db, query, 50)),
            unit: "ms",
            target: 50,
        });
}
