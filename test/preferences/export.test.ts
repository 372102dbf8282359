/** Exports: every format reads back as the same pairs; what a format cannot express is counted; formulas are text. */
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { addLabel, eachLabel } from "../../main/db/labels.ts";
import { addPairs, eachPair } from "../../main/db/pairs.ts";
import { StudioError } from "../../main/errors.ts";
import { readPreferenceFile } from "../../main/formats/preferences/preferenceFile.ts";
import { type ExportFormat, runExport } from "../../main/preferences/exportJob.ts";
import { runImport } from "../../main/preferences/importJob.ts";
import { exportPreferences } from "../../main/preferences/inWorker.ts";
import type { NewPair, StoredPair } from "../../preload/records/preferences.ts";
import type { PreferencePair } from "../../preload/records.ts";
import { somePair } from "../db/openTemporary.ts";
import { importOptions, openPlace, type Place } from "./temporary.ts";

const chat = [
    { role: "system" as const, content: "Be brief." },
    { role: "user" as const, content: 'Hi, "you"\n' },
    { role: "assistant" as const, content: "Hello" },
    { role: "user" as const, content: "=cmd|' /C calc'!A0" },
];
const pairs: NewPair[] = [
    somePair(1, {
        labeller: "Ada",
        tags: ["a", "b;c"],
        note: "+note",
        strength: 2,
        labelledAt: "2026-01-02T03:04:05.000Z",
    }),
    somePair(2, { prompt: chat, chosen: "-1", rejected: "@SUM(A1)\t" }),
    somePair(3, { chosen: "'=quoted", rejected: '[{"role": 1}]' }),
    somePair(4, { verdict: "tie" }),
    somePair(5, { verdict: "both-bad" }),
    somePair(6, { chosen: "turns\n\nHuman: inside" }),
];
const quiet = () => {};
const said = ({ prompt, chosen, rejected }: PreferencePair) => ({ prompt, chosen, rejected });

function exported(place: Place, format: ExportFormat, withLabels = false) {
    const path = place.path(`out.${format === "csv" ? "csv" : format === "hh-rlhf" ? "json" : "jsonl"}`);
    const result = runExport(place.db, { path, format, filter: {}, withLabels }, quiet);
    expect(result.bytes).toBe(readFileSync(path).length);
    return { ...result, text: readFileSync(path, "utf8") };
}

test("TRL's paired form", () => {
    const place = openPlace();
    addPairs(place.db, pairs);
    const { path, rows, leftOut } = exported(place, "trl");
    expect([rows, leftOut]).toEqual([4, 2]);
    expect(readPreferenceFile(path).pairs.map(said)).toEqual(
        [0, 1, 2, 5].map((index) => said(pairs[index] as NewPair)),
    );
});

test("HH-RLHF", () => {
    const place = openPlace();
    addPairs(place.db, pairs);
    const { path, rows, leftOut } = exported(place, "hh-rlhf");
    expect([rows, leftOut]).toEqual([3, 3]);
    expect(readPreferenceFile(path).pairs.map(said)).toEqual(
        [0, 1, 2].map((index) => said(pairs[index] as NewPair)),
    );
    expect(JSON.parse(readFileSync(path, "utf8"))[0]).toEqual({
        chosen: "\n\nHuman: Question 1?\n\nAssistant: Good answer 1",
        rejected: "\n\nHuman: Question 1?\n\nAssistant: Bad answer 1",
    });
});

test("TRL's unpaired form, with labels", () => {
    const place = openPlace();
    addPairs(place.db, pairs.slice(3));
    addLabel(place.db, { prompt: chat, answer: "A", rating: "up", source: "chat" });
    const { text, rows, leftOut } = exported(place, "trl-unpaired", true);
    expect([rows, leftOut]).toEqual([5, 1]);
    const lines = text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
    expect(lines.map(({ label }) => label)).toEqual([false, false, true, false, true]);
    expect(lines[4]).toEqual({
        prompt: chat,
        completion: [{ role: "assistant", content: "A" }],
        label: true,
    });
    const other = openPlace();
    expect(runImport(other.db, importOptions(place.path("out.jsonl")), quiet).labels).toBe(5);
    expect([...eachLabel(other.db)].at(-1)).toMatchObject({ prompt: chat, answer: "A", rating: "up" });
});

test("CSV: everything comes back, and no cell begins a formula", () => {
    const place = openPlace();
    addPairs(place.db, pairs);
    const { path, rows, leftOut, text } = exported(place, "csv");
    expect([rows, leftOut]).toEqual([6, 0]);
    for (const cell of parse(text, { bom: true }).flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    const other = openPlace();
    expect(runImport(other.db, importOptions(path), quiet)).toMatchObject({ pairs: 6, problemCount: 0 });
    const plain = ({ id, importId, source, createdAt, updatedAt, ...rest }: StoredPair) => rest;
    expect([...eachPair(other.db, {})].map(plain)).toEqual([...eachPair(place.db, {})].map(plain));
});

test("any text survives every format that takes it", () => {
    const odd = fc
        .string({ unit: fc.constantFrom(..."=+-@\t\r\n'\",;[]{}\\ aé🌍\u0000\uFEFF") })
        .filter((text) => /[aé🌍]/u.test(text));
    fc.assert(
        fc.property(
            odd,
            odd,
            odd,
            fc.constantFrom<ExportFormat>("csv", "trl", "hh-rlhf"),
            (question, chosen, rejected, format) => {
                fc.pre(chosen.trim() !== rejected.trim());
                const place = openPlace();
                const pair = {
                    prompt: [{ role: "user" as const, content: question }],
                    chosen,
                    rejected,
                    source: "manual" as const,
                };
                addPairs(place.db, [pair]);
                const { path, rows, leftOut } = exported(place, format);
                expect(rows + leftOut).toBe(1);
                if (rows === 0) return expect(format).toBe("hh-rlhf");
                const other = openPlace();
                runImport(other.db, importOptions(path), quiet);
                expect([...eachPair(other.db, {})].map(said)).toEqual([said(pair)]);
            },
        ),
        { numRuns: 60 },
    );
});

test("nothing to write still makes a whole file, and a stopped export leaves the old one", async () => {
    const place = openPlace();
    expect(exported(place, "hh-rlhf").text).toBe("[\n\n]\n");
    expect(exported(place, "csv").text).toMatch(/^\uFEFFprompt,chosen,rejected,[a-z_,]+\r\n$/);
    expect(exported(place, "trl").text).toBe("");
    addPairs(place.db, pairs);
    const stop = () => {
        throw new StudioError("interrupted", "Stopped.");
    };
    const path = place.file("kept.jsonl", "old");
    expect(() => runExport(place.db, { path, format: "trl", filter: {}, withLabels: false }, stop)).toThrow(
        "Stopped.",
    );
    expect(readFileSync(path, "utf8")).toBe("old");
    const result = await exportPreferences(place.db.name, {
        path,
        format: "trl",
        filter: { labeller: "Ada" },
        withLabels: false,
    });
    expect(result).toMatchObject({ rows: 1, leftOut: 0 });
});
