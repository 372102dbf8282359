/** Importing preferences: every format, what is left out and why, all or nothing, progress and stopping. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { addLabel, eachLabel, listLabels } from "../../main/db/labels.ts";
import { addPair, countPairs, eachPair, listPairs } from "../../main/db/pairs.ts";
import type { StudioError } from "../../main/errors.ts";
import { readPreferenceFile } from "../../main/formats/preferences/preferenceFile.ts";
import { importPreferences, previewImport } from "../../main/preferences/inWorker.ts";
import { somePair } from "../db/openTemporary.ts";
import { importOptions, jsonl, openPlace, type Place } from "./temporary.ts";

const fixtures = join(import.meta.dirname, "../fixtures/preferences");
const row = (number: number, more: object = {}) => ({
    prompt: `Q${number}`,
    chosen: `A${number}`,
    rejected: `B${number}`,
    ...more,
});

async function importText({ db, file }: Place, name: string, text: string, more: object = {}) {
    return importPreferences(db.name, importOptions(file(name, text), more));
}

async function failure(work: Promise<unknown>): Promise<{ code: string; message: string }> {
    try {
        await work;
    } catch (error) {
        const { code, message } = error as StudioError;
        return { code, message };
    }
    throw new Error("Nothing failed.");
}

test.each(["warm.jsonl", "hhRlhf.json", "hhRlhfText.jsonl"])(
    "%s comes in as training reads it",
    async (name) => {
        const place = openPlace();
        const path = join(fixtures, name);
        const expected = readPreferenceFile(path);
        const options = importOptions(path, { tags: ["t"], skipInvalid: true, fileName: name });
        const result = await importPreferences(place.db.name, options);
        expect(result).toMatchObject({
            read: expected.read,
            pairs: expected.pairs.length,
            problemCount: expected.problems.length,
        });
        const stored = [...eachPair(place.db, {})];
        expect(stored.map(({ prompt, chosen, rejected }) => ({ prompt, chosen, rejected }))).toEqual(
            expected.pairs.map(({ prompt, chosen, rejected }) => ({ prompt, chosen, rejected })),
        );
        expect(stored[0]).toMatchObject({ source: "import", tags: ["t"], importId: result.importId });
        expect(
            listPairs(place.db, { limit: 1, filter: { text: stored[0]?.chosen.split(" ")[0] as string } })
                .total,
        ).toBeGreaterThan(0);
    },
);

test("TRL's unpaired rows become labels", async () => {
    const place = openPlace();
    const rows = [
        { prompt: "Q", completion: "good", label: true },
        {
            prompt: [{ role: "user", content: "Q" }],
            completion: [{ role: "assistant", content: "bad" }],
            label: false,
        },
        { prompt: "Q", completion: "good", label: 1 },
        { prompt: "Q", completion: "what", label: "maybe" },
        { prompt: "Q", completion: "  ", label: true },
    ];
    const result = await importText(place, "unpaired.jsonl", jsonl(rows), {
        skipInvalid: true,
        labeller: "Ada",
        tags: ["t"],
    });
    expect(result).toMatchObject({
        pairs: 0,
        labels: 2,
        duplicates: { inFile: 1, inStore: 0 },
        problemCount: 2,
    });
    expect(result.problems.map(({ line }) => line)).toEqual([4, 5]);
    expect(
        [...eachLabel(place.db)].map(({ answer, rating, labeller, tags }) => [
            answer,
            rating,
            labeller,
            tags,
        ]),
    ).toEqual([
        ["good", "up", "Ada", ["t"]],
        ["bad", "down", "Ada", ["t"]],
    ]);
});

test("CSV: quotes, line breaks, other delimiters, conversations in cells, formulas as text", async () => {
    const place = openPlace();
    const conversation = JSON.stringify([
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello" },
        { role: "user", content: "Bye?" },
    ]).replaceAll('"', '""');
    const comma = `\uFEFFPrompt,Chosen,Rejected,verdict,strength,labeller,labelled_at,tags,note\r
"Two\nlines, and ""quotes""",good,bad,preferred,3,Ada,2026-01-02T03:04:05Z,"a;b",hm\r
\r
"${conversation}",'=1+1,''-x,tie,,,,"[""a;b""]",\r
`;
    expect(await importText(place, "a.csv", comma)).toMatchObject({
        pairs: 2,
        format: "CSV of preference pairs",
    });
    expect([...eachPair(place.db, {})]).toMatchObject([
        {
            prompt: [{ role: "user", content: 'Two\nlines, and "quotes"' }],
            chosen: "good",
            rejected: "bad",
            verdict: "preferred",
            strength: 3,
            labeller: "Ada",
            labelledAt: "2026-01-02T03:04:05.000Z",
            tags: ["a", "b"],
            note: "hm",
        },
        { prompt: { length: 3 }, chosen: "=1+1", rejected: "'-x", verdict: "tie", tags: ["a;b"] },
    ]);
    const semicolons = "prompt;chosen;rejected\nQ, really?;a, b;c\n";
    expect(await importText(place, "b.csv", semicolons)).toMatchObject({ pairs: 1 });
    expect(await importText(place, "c.txt", "prompt\tcompletion\tlabel\nQ\tA\tTRUE\n")).toMatchObject({
        labels: 1,
    });
    expect(listLabels(place.db, 1).items[0]?.rating).toBe("up");
});

test("bad CSV says which line and why", async () => {
    const place = openPlace();
    const text = 'prompt,chosen,rejected,verdict\nQ,a,b,maybe\nQ,a\n"Q\n2",a,b,,more\nQ3,a,b\nQ4,"a\n';
    const result = await previewImport(place.db.name, importOptions(place.file("a.csv", text)));
    expect(result).toMatchObject({ read: 5, pairs: 1, problemCount: 4 });
    expect(result.problems.map(({ line }) => line)).toEqual([2, 3, 4, 7]);
    expect(result.problems.map(({ reason }) => reason).join("\n")).toMatch(
        /verdict[\s\S]*rejected answer is missing[\s\S]*5 cells[\s\S]*never closed/,
    );
    expect((await failure(importText(place, "b.csv", ""))).code).toBe("data-invalid");
    expect((await failure(importText(place, "c.csv", "prompt,prompt\n"))).message).toContain(
        'two columns named "prompt"',
    );
    const latin1 = place.file("d.csv", Uint8Array.of(0x70, 0xe9, 0x0a, 0x61));
    expect((await failure(previewImport(place.db.name, importOptions(latin1)))).message).toContain("UTF-8");
});

test("the preview says what will happen, and nothing is stored", async () => {
    const place = openPlace();
    addPair(
        place.db,
        somePair(1, { prompt: [{ role: "user", content: "Q1" }], chosen: "A1", rejected: "B1" }),
    );
    addLabel(place.db, {
        prompt: [{ role: "user", content: "Q" }],
        answer: "A",
        rating: "up",
        source: "chat",
    });
    const rows = [
        row(1),
        row(2),
        row(2),
        row(2, { chosen: "B2", rejected: "A2" }),
        row(1, { chosen: "B1", rejected: "A1" }),
        row(3, { rejected: "" }),
        { prompt: "Q", completion: "A", label: true },
    ];
    const path = place.file("a.jsonl", jsonl(rows));
    const preview = await previewImport(place.db.name, importOptions(path));
    expect(preview).toMatchObject({
        format: "JSONL of pairs and of answers with a thumb",
        read: 7,
        pairs: 3,
        labels: 0,
        duplicates: { inFile: 1, inStore: 2 },
        contradictions: { inFile: 1, withStore: 1 },
        problemCount: 1,
        problems: [{ line: 6, reason: "Line 6: the rejected answer is empty." }],
        sample: [{ chosen: "A2" }, { chosen: "B2" }, { chosen: "B1" }],
    });
    expect(countPairs(place.db, {})).toBe(1);
    const refused = await failure(importPreferences(place.db.name, importOptions(path)));
    expect(refused).toMatchObject({ code: "data-invalid" });
    expect(refused.message).toContain("1 of 7 rows");
    const wanted = importOptions(path, { skipInvalid: true, expectedSha256: preview.sha256 });
    expect(await importPreferences(place.db.name, wanted)).toMatchObject({ pairs: 3 });
    place.file("a.jsonl", jsonl([row(9)]));
    expect((await failure(importPreferences(place.db.name, wanted))).message).toContain("has changed");
    expect(countPairs(place.db, {})).toBe(4);
    expect(await importText(place, "b.jsonl", jsonl([row(1)]))).toMatchObject({ pairs: 0 });
});

test("a byte-order mark and Windows line ends change nothing", async () => {
    const place = openPlace();
    const text = `\uFEFF${jsonl([row(1), row(2)]).replaceAll("\n", "\r\n")}\r\n`;
    expect(await importText(place, "a.jsonl", text)).toMatchObject({ read: 2, pairs: 2, problemCount: 0 });
});

test("fields of foreign files that have our names are left out where they are of another kind", async () => {
    const place = openPlace();
    const foreign = {
        tags: { a: 1 },
        note: 7,
        labeller: ["x"],
        verdict: "A>B",
        strength: "strong",
        labelled_at: "yesterday",
    };
    expect(await importText(place, "a.jsonl", jsonl([row(1, foreign)]))).toMatchObject({ pairs: 1 });
    expect(listPairs(place.db, { limit: 1 }).items[0]).toMatchObject({
        tags: [],
        note: "",
        verdict: "preferred",
        strength: null,
    });
});

test("an import reports how far it is, can be stopped, and leaves nothing then", async () => {
    const place = openPlace();
    const path = place.file("many.jsonl", jsonl(Array.from({ length: 30_000 }, (_, index) => row(index))));
    const notes = new Set<string>();
    let last = 0;
    const watch = ({ done, total, note }: { done: number; total: number; note: string }) => {
        expect(done).toBeGreaterThanOrEqual(last);
        expect(done).toBeLessThanOrEqual(total);
        last = done;
        notes.add(note);
    };
    const controller = new AbortController();
    const work = importPreferences(place.db.name, importOptions(path), {
        signal: controller.signal,
        onProgress: (progress) => {
            watch(progress);
            if (progress.note === "storing") controller.abort();
        },
    });
    expect(await failure(work)).toMatchObject({ code: "interrupted" });
    expect(countPairs(place.db, {})).toBe(0);
    expect(place.db.prepare("SELECT count(*) FROM pair_contents").pluck().get()).toBe(0);
    expect(notes).toContain("storing");
    const aborted = importPreferences(place.db.name, importOptions(path), { signal: AbortSignal.abort() });
    expect(await failure(aborted)).toMatchObject({ code: "interrupted" });
    expect(await importPreferences(place.db.name, importOptions(path))).toMatchObject({ pairs: 30_000 });
});

test("labels go on being added while an import runs", async () => {
    const place = openPlace();
    const path = place.file("many.jsonl", jsonl(Array.from({ length: 10_000 }, (_, index) => row(index))));
    let added = 0;
    const result = await importPreferences(place.db.name, importOptions(path), {
        onProgress: () => void addPair(place.db, somePair(added++, { source: "chat" })),
    });
    expect(added).toBeGreaterThan(0);
    expect(countPairs(place.db, {})).toBe(result.pairs + added);
});

test("a file that is not there, a folder, and UTF-16", async () => {
    const place = openPlace();
    const { db, path } = place;
    expect((await failure(previewImport(db.name, importOptions(path("none.csv"))))).code).toBe(
        "file-missing",
    );
    expect((await failure(previewImport(db.name, importOptions(path("."))))).code).toBe("file-access");
    const utf16 = place.file("u.csv", Buffer.from("\uFEFFprompt,chosen", "utf16le"));
    expect((await failure(previewImport(db.name, importOptions(utf16)))).message).toContain("UTF-16");
    expect(readFileSync(utf16).length).toBeGreaterThan(0);
});
