/**
 * Whole preference files: layouts, counts, duplicates, contradictions, hashes and errors.
 * Not the shapes of single rows.
 */

import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hashPairs } from "../../../main/formats/preferences/pairHash.ts";
import { readPreferenceFile } from "../../../main/formats/preferences/preferenceFile.ts";
import { catchStudioError, fixture, folder, good, toLines, user, writeText } from "./rowFiles.ts";

const rows = ["1", "2", "3"].map((prompt) => ({ ...good, prompt }));
const plain = toLines(...rows);
const expected = rows.map((row, index) => ({ ...row, prompt: [user(row.prompt)], line: index + 1 }));
const read = (content: string | Uint8Array, name?: string) => readPreferenceFile(writeText(content, name));

test.each([
    ["plain", plain],
    ["with a byte-order mark", `\ufeff${plain}`],
    ["with CRLF and blank last lines", `${plain.replaceAll("\n", "\r\n")}\r\n  \r\n`],
    ["without a last line end", plain.trimEnd()],
    ["as a JSON list", JSON.stringify(rows)],
    ["as an indented JSON list with a byte-order mark", `\ufeff\r\n${JSON.stringify(rows, null, 4)}\n`],
])("reads the same three rows %s, whatever the name", (_, content) => {
    const file = read(content, "rows.txt");
    expect(file).toEqual({
        pairs: expected,
        problems: [],
        read: 3,
        duplicates: [],
        contradictions: [],
        sha256: hashPairs(expected),
    });
});

test("offers the other two rows when line 2 is cut in the middle", () => {
    const lines = plain.split("\n");
    const file = read([lines[0], lines[1]?.slice(0, 20), lines[2], ""].join("\n"));
    expect(file.pairs.map((pair) => pair.line)).toEqual([1, 3]);
    expect(file.problems).toEqual([
        {
            line: 2,
            reason: "Line 2: this is not valid JSON: it stops in the middle, so a part seems to be cut off.",
        },
    ]);
});

test("counts blank lines in line numbers, but not as rows", () => {
    const file = read(`\n${plain.replace("\n", "\n\n")}`);
    expect(file.pairs.map((pair) => pair.line)).toEqual([2, 4, 5]);
    expect(file.read).toBe(3);
});

const items = rows.map((row) => JSON.stringify(row));
const cutOff = "the list stops without its closing bracket; the file seems to be cut off.";
const commaTooMany = "there is nothing here; the list has a comma too many.";
test.each([
    ["a bad item", `[${items[0]}, {"prompt": nope}, ${items[2]}]`, [1, 3], [2], 'there is an unexpected "o"'],
    [
        "an item in the wrong place",
        `[${items[0]}, 5, ${items[2]}]`,
        [1, 3],
        [2],
        "this is a number, not an object in { }.",
    ],
    ["a comma too many", `[${items[0]},, ${items[2]}]`, [1, 3], [2], commaTooMany],
    ["a comma at the start", `[,${items[0]}]`, [2], [1], commaTooMany],
    ["a comma at the end", `[${items[0]}, ${items[1]}, ]`, [1, 2], [3], commaTooMany],
    ["no closing bracket", `[${items[0]}, ${items[1]}`, [1, 2], [3], cutOff],
    ["an end behind a comma", `[${items[0]}, ${items[1]},\n`, [1, 2], [3], cutOff],
    ["an end within an item", `[${items[0]}, ${items[1]?.slice(0, 20)}`, [1], [2], "it stops in the middle"],
    ["an end within an object", `[${items[0]}, {"prompt": 1`, [1], [2], "it stops in the middle"],
    ["an end within a text", `[${items[0]}, "prompt`, [1], [2], "it stops in the middle"],
    ["an end behind a backslash", `[${items[0]}, {"prompt": "\\`, [1], [2], "it stops in the middle"],
    [
        "text behind the list",
        `[${items[0]}] ${items[1]}`,
        [1],
        [2],
        "there is more text after the end of the list, and it was not read.",
    ],
    ["a bracket too many", `[${items[0]}}, ${items[1]}]`, [2], [1], "unexpected non-whitespace character"],
])("names the item of a JSON list: %s", (_, content, lines, problemLines, reason) => {
    const file = read(content);
    expect(file.pairs.map((pair) => pair.line)).toEqual(lines);
    expect(file.problems.map((problem) => problem.line)).toEqual(problemLines);
    expect(file.problems[0]?.reason.startsWith(`Item ${problemLines[0]}: `)).toBe(true);
    expect(file.problems[0]?.reason.toLowerCase()).toContain(reason);
    expect(file.read).toBe(lines.length + problemLines.length);
});

test("does not stumble over brackets, commas and quotes inside the texts of a list", () => {
    const odd = { prompt: '], {"a": [1', chosen: 'x"},\\', rejected: "[[[" };
    expect(read(JSON.stringify([odd, ...rows])).pairs[0]).toEqual({
        ...odd,
        prompt: [user(odd.prompt)],
        line: 1,
    });
});

test("names the item with bytes that are not UTF-8", () => {
    const content = Buffer.from(`[${items[0]}, {"prompt": "\xff"}]`, "latin1");
    expect(read(content).problems).toEqual([
        { line: 2, reason: "Item 2: it has bytes that are not UTF-8 text; save the file as UTF-8." },
    ]);
});

test("keeps exact copies out, counts them and names the first", () => {
    const sameInAnotherShape = { prompt: [user("1")], chosen: "Yes.", rejected: "No.", id: 9 };
    const file = read(toLines(...rows, rows[1], sameInAnotherShape, { ...rows[0], chosen: "Yes. " }));
    expect(file.pairs.map((pair) => pair.line)).toEqual([1, 2, 3, 6]);
    expect(file.duplicates).toEqual([
        { line: 4, firstLine: 2 },
        { line: 5, firstLine: 1 },
    ]);
    expect(file).toMatchObject({ read: 6, problems: [], contradictions: [] });
});

test("flags pairs that judge the other way round, and keeps both", () => {
    const swapped = { ...rows[1], chosen: good.rejected, rejected: good.chosen };
    const file = read(toLines(...rows, swapped, swapped));
    expect(file.contradictions).toEqual([{ line: 4, firstLine: 2 }]);
    expect(file.pairs.map((pair) => pair.line)).toEqual([1, 2, 3, 4]);
    expect(file.duplicates).toEqual([{ line: 5, firstLine: 4 }]);
});

test("hashes what the pairs say as Python does, and nothing else", () => {
    // hashlib.sha256(json.dumps(pairs, ensure_ascii=False, separators=(",", ":")).encode())
    const file = readPreferenceFile(fixture("warm.jsonl"));
    expect(file.sha256).toBe("76ef108779c604aae1b0cf2db4f63ee18b4734fb912b64253a1d33a028979a4c");
    expect(hashPairs(file.pairs.map(({ rejected, chosen, prompt }) => ({ rejected, chosen, prompt })))).toBe(
        file.sha256,
    );
});

test("hashes the order of the pairs, and every text", () => {
    const hashes = [
        read(plain).sha256,
        read(toLines(...rows.toReversed())).sha256,
        read(toLines(...rows.slice(1))).sha256,
        read(toLines({ ...rows[0], chosen: "Yes!" }, rows[1], rows[2])).sha256,
        read(toLines({ ...rows[0], prompt: "1 " }, rows[1], rows[2])).sha256,
        read(toLines({ ...rows[0], system: "s" }, rows[1], rows[2])).sha256,
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
});

test("says that a file is missing", () => {
    expect(catchStudioError(() => readPreferenceFile(join(folder, "nowhere.jsonl")))).toMatchObject({
        code: "file-missing",
    });
});

test("says that a folder is no file", () => {
    const path = join(folder, "a folder");
    mkdirSync(path);
    expect(catchStudioError(() => readPreferenceFile(path))).toMatchObject({
        code: "file-access",
        message: `"${path}" is a folder; choose a file inside it.`,
    });
});

test.skipIf(process.platform === "win32")("does not wait for a pipe", () => {
    const path = join(folder, "pipe");
    execFileSync("sh", ["-c", 'mkfifo "$0"', path]);
    expect(catchStudioError(() => readPreferenceFile(path))).toMatchObject({
        code: "file-access",
        message: `"${path}" is not an ordinary file and cannot be read.`,
    });
});

test("refuses a file of more than 500 MB", () => {
    const path = writeText("", "large.jsonl");
    truncateSync(path, 500_000_001);
    expect(catchStudioError(() => readPreferenceFile(path))).toMatchObject({
        code: "data-invalid",
        message:
            '"large.jsonl" has 501 MB, more than the 500 MB that can be read; split it into smaller files.',
    });
    rmSync(path);
});

test.each(["", "\ufeff", "\ufeff\r\n \n", "[]", " [ \n] "])("says that a file of %j is empty", (content) => {
    expect(catchStudioError(() => read(content))).toMatchObject({
        code: "data-invalid",
        message: '"rows.jsonl" is empty; it should hold preference pairs.',
    });
});

test.each(["utf16le", "utf16be"])("asks for UTF-8 instead of %s", (encoding) => {
    const bytes = Buffer.from(`\ufeff${plain}`, "utf16le");
    expect(catchStudioError(() => read(encoding === "utf16le" ? bytes : bytes.swap16()))).toMatchObject({
        code: "data-invalid",
        message: '"rows.jsonl" is saved as UTF-16; save it as UTF-8 and try again.',
    });
});

test("gives the first reason when no row can be used", () => {
    const bad = { ...good, chosen: "" };
    expect(catchStudioError(() => read(toLines(bad, bad)))).toMatchObject({
        code: "data-invalid",
        message:
            '"rows.jsonl" has no usable preference pairs. None of its 2 rows can be used. Line 1: the chosen answer is empty.',
    });
    expect(catchStudioError(() => read(toLines(bad))).message).toBe(
        '"rows.jsonl" has no usable preference pairs. Its only row cannot be used. Line 1: the chosen answer is empty.',
    );
});
