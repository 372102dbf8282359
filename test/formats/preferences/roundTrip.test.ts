/**
 * Preference files for arbitrary contents: written and read back, and damaged at random.
 * Not the sentences: those are in the other files.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { StudioError } from "../../../main/errors.ts";
import { hashPairs } from "../../../main/formats/preferences/pairHash.ts";
import { readPreferenceFile, writePreferenceFile } from "../../../main/formats/preferences/preferenceFile.ts";
import { isBlankText } from "../../../main/formats/preferences/rows.ts";
import type { PreferenceFile } from "../../../preload/records.ts";
import { assistant, fixture, folder, good, system, toLines, user, writeText } from "./rowFiles.ts";

const text = fc
    .string({ unit: "binary", minLength: 1, maxLength: 20 })
    .filter((value) => !isBlankText(value));
const pair = fc
    .record({
        prompt: fc
            .tuple(fc.option(text), fc.array(fc.tuple(text, text), { maxLength: 2 }), text)
            .map(([first, turns, last]) => [
                ...(first === null ? [] : [system(first)]),
                ...turns.flatMap(([question, answer]) => [user(question), assistant(answer)]),
                user(last),
            ]),
        chosen: text,
        rejected: text,
    })
    .filter(({ chosen, rejected }) => chosen.trim() !== rejected.trim());
const differentPairs = fc.uniqueArray(pair, {
    minLength: 1,
    maxLength: 8,
    selector: (value) => hashPairs([value]),
});

/** Every row is accounted for, once, and the rows are in order. */
function checkAccount(file: PreferenceFile): void {
    expect(file.pairs.length + file.problems.length + file.duplicates.length).toBe(file.read);
    const lines = [...file.pairs, ...file.problems, ...file.duplicates].map((row) => row.line);
    expect(new Set(lines).size).toBe(file.read);
    for (const { line, firstLine } of [...file.duplicates, ...file.contradictions]) {
        expect(firstLine).toBeLessThan(line);
    }
}

test("gives the same pairs back after writing", () => {
    const path = join(folder, "written.jsonl");
    fc.assert(
        fc.property(differentPairs, (pairs) => {
            writePreferenceFile(path, pairs);
            const file = readPreferenceFile(path);
            expect(file.pairs).toEqual(pairs.map((written, index) => ({ ...written, line: index + 1 })));
            expect(file.sha256).toBe(hashPairs(pairs));
        }),
    );
});

test("writes TRL's explicit-prompt form, with nothing but the pair", () => {
    const path = join(folder, "trl.jsonl");
    writePreferenceFile(path, [
        { prompt: [user("Tea?")], chosen: "Yes.", rejected: "No.", line: 3 } as never,
    ]);
    expect(readFileSync(path, "utf8")).toBe(
        toLines({ prompt: [user("Tea?")], chosen: [assistant("Yes.")], rejected: [assistant("No.")] }),
    );
});

test("writes more pairs than go into one write, in order", () => {
    const path = join(folder, "many.jsonl");
    const pairs = Array.from({ length: 2500 }, (_, index) => ({ ...good, prompt: [user(`${index}`)] }));
    writePreferenceFile(path, pairs);
    expect(readPreferenceFile(path).sha256).toBe(hashPairs(pairs));
});

test.each(["hhRlhf.json", "hhRlhfText.jsonl", "warm.jsonl"])(
    "ends in a result or a StudioError for %s, however damaged",
    (name) => {
        const whole = readFileSync(fixture(name)).subarray(0, 3000);
        const interesting = fc.constantFrom(...Buffer.from('"\\[]{},:\n\r \0\xff\xefn1', "latin1"));
        const change = fc.record({
            at: fc.nat(whole.length - 1),
            bytes: fc.array(fc.oneof(interesting, fc.nat(255)), { maxLength: 3 }),
            removed: fc.oneof(fc.constantFrom(0, 1), fc.nat(400)),
        });
        fc.assert(
            fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
                let bytes = whole;
                for (const { at, bytes: inserted, removed } of changes) {
                    bytes = Buffer.concat([
                        bytes.subarray(0, at),
                        Buffer.from(inserted),
                        bytes.subarray(at + removed),
                    ]);
                }
                readOrRefuse(bytes);
            }),
            { numRuns: 300 },
        );
    },
);

test("ends in a result or a StudioError for rows of arbitrary JSON", () => {
    const value = fc.oneof(
        fc.jsonValue(),
        fc.constantFrom("a", "b", [user("a"), assistant("b")], [assistant("c")]),
    );
    const row = fc.record(
        { prompt: value, chosen: value, rejected: value, system: value },
        { requiredKeys: [] },
    );
    fc.assert(
        fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), fc.boolean(), (rows, asList) => {
            const file = readOrRefuse(Buffer.from(asList ? JSON.stringify(rows) : toLines(...rows)));
            expect(file?.read ?? rows.length).toBe(rows.length);
        }),
        { numRuns: 300 },
    );
});

/** Reads bytes as a file; anything but a sound result or a StudioError fails the test. */
function readOrRefuse(bytes: Uint8Array): PreferenceFile | undefined {
    const path = writeText(bytes, "damaged");
    try {
        const file = readPreferenceFile(path);
        checkAccount(file);
        return file;
    } catch (error) {
        if (!(error instanceof StudioError)) {
            throw error;
        }
        expect(error.message).toMatch(/^"damaged" (is|has) .*\.$/su);
        return undefined;
    }
}
