/**
 * Reads the rows of a JSONL file or a JSON list, and notes each row that cannot be used.
 * Not concerned with what a row means: that is for the callers, for pairs and questions alike.
 */

import { closeSync, fstatSync, openSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import type { RowProblem } from "../../../preload/records.ts";
import { StudioError } from "../../errors.ts";
import { translateFileError } from "../../files/fileErrors.ts";
import { type Slice, sliceRows } from "./jsonSlices.ts";

/** Larger files are refused, in bytes: rows are kept in memory. */
const largestRowFile = 500 * 1000 * 1000;

/** What became of the rows of a file. */
export interface RowReport {
    problems: RowProblem[];
    /** How many rows there are, blank lines not counted. */
    read: number;
}

/** Thrown to refuse one row; the message completes "Line 3: …". */
class RowRefusal extends Error {}

/** Refuses the row at hand with a reason that completes the sentence "Line 3: …". */
export function refuseRow(reason: string): never {
    throw new RowRefusal(reason);
}

/** A row that has not been looked into yet. */
export interface RawRow {
    /** what `unit` counts, from 1 */
    line: number;
    /** where it begins in the file, in bytes */
    offset: number;
    /** Reads it; may call `refuseRow`. */
    read: () => Record<string, unknown>;
}

/**
 * Reads a file and gives each row to `take`, which either keeps it or calls `refuseRow`.
 */
export function readRows(
    path: string,
    take: (row: Record<string, unknown>, line: number) => void,
): RowReport {
    const { unit, rows } = jsonRows(loadFile(path));
    return takeRows(unit, rows, take);
}

/** The rows of a JSONL file or a JSON list, and what their numbers count. */
export function jsonRows(file: Uint8Array): { unit: "Line" | "Item"; rows: Iterable<RawRow> } {
    const { unit, slices } = sliceRows(file);
    const raw = (slice: Slice): RawRow => ({
        line: slice.line,
        offset: slice.bytes.byteOffset - file.byteOffset,
        read: () => parseRow(slice),
    });
    return { unit, rows: Iterator.from(slices).map(raw) };
}

/** Gives each row to `take`, which either keeps it or calls `refuseRow`, and reports what became of them. */
export function takeRows(
    unit: "Line" | "Item",
    rows: Iterable<RawRow>,
    take: (row: Record<string, unknown>, line: number) => void,
): RowReport {
    const report: RowReport = { problems: [], read: 0 };
    for (const { line, read } of rows) {
        report.read += 1;
        try {
            take(read(), line);
        } catch (error) {
            if (!(error instanceof RowRefusal)) {
                throw error;
            }
            const place = unit === "Line" ? `Line ${line}` : `Item ${line}`;
            report.problems.push({ line, reason: `${place}: ${error.message}` });
        }
    }
    return report;
}

/**
 * The error for a file in which no row can be used; it gives the reason for the first row.
 * @param contents What the file should hold, as in "preference pairs".
 */
export function noUsableRows(path: string, contents: string, report: RowReport): StudioError {
    const name = basename(path);
    const first = report.problems[0];
    if (!first) {
        return new StudioError("data-invalid", `"${name}" is empty; it should hold ${contents}.`);
    }
    const rows =
        report.read === 1 ? "Its only row cannot be used." : `None of its ${report.read} rows can be used.`;
    return new StudioError("data-invalid", `"${name}" has no usable ${contents}. ${rows} ${first.reason}`);
}

/** The bytes of a file of rows. @throws StudioError file-missing, file-access, data-invalid (too large, UTF-16) */
export function loadFile(path: string): Uint8Array {
    const file = readWhole(path);
    const [first, second] = file;
    if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
        const message = `"${basename(path)}" is saved as UTF-16; save it as UTF-8 and try again.`;
        throw new StudioError("data-invalid", message);
    }
    return file;
}

function readWhole(path: string): Uint8Array {
    try {
        refuseUnfit(path, statSync(path)); // before opening: a pipe would wait for ever
        const descriptor = openSync(path, "r");
        try {
            refuseUnfit(path, fstatSync(descriptor));
            return readFileSync(descriptor);
        } finally {
            closeSync(descriptor);
        }
    } catch (error) {
        throw translateFileError(error, path, "read");
    }
}

function refuseUnfit(path: string, stats: { size: number; isFile(): boolean; isDirectory(): boolean }): void {
    if (stats.isDirectory()) {
        throw new StudioError("file-access", `"${path}" is a folder; choose a file inside it.`);
    }
    if (!stats.isFile()) {
        throw new StudioError("file-access", `"${path}" is not an ordinary file and cannot be read.`);
    }
    if (stats.size > largestRowFile) {
        const size = Math.ceil(stats.size / 1e6);
        throw new StudioError(
            "data-invalid",
            `"${basename(path)}" has ${size} MB, more than the ${largestRowFile / 1e6} MB that can be read; split it into smaller files.`,
        );
    }
}

/** The row as an object; refuses broken text, broken JSON and anything that is not an object. */
function parseRow(slice: Slice): Record<string, unknown> {
    if (slice.fault !== undefined) {
        refuseRow(slice.fault);
    }
    const value = parseJson(decodeText(slice.bytes));
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        refuseRow(`this is ${describeKind(value)}, not an object in { }.`);
    }
    return value as Record<string, unknown>;
}

function decodeText(bytes: Uint8Array): string {
    try {
        return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
        return refuseRow("it has bytes that are not UTF-8 text; save the file as UTF-8.");
    }
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch (error) {
        return refuseRow(`this is not valid JSON: ${explainJsonError(text, (error as Error).message)}.`);
    }
}

/** Puts V8's message into words; its positions count from 0. */
function explainJsonError(text: string, message: string): string {
    const placed = /^(.*?)(?: in JSON)? at position (\d+)/s.exec(message);
    const isAtEnd = placed !== null && Number(placed[2]) >= text.length;
    if (isAtEnd || message.startsWith("Unexpected end")) {
        return "it stops in the middle, so a part seems to be cut off";
    }
    const unexpected = /^Unexpected token '(.)'/su.exec(message);
    if (unexpected) {
        return `there is an unexpected ${JSON.stringify(unexpected[1])}`;
    }
    const [, what = message, position = "0"] = placed ?? [];
    const found = what.charAt(0).toLowerCase() + what.slice(1);
    return `${found} at character ${Number(position) + 1}`;
}

/** Names a kind of JSON value with its article, as in "a number". */
export function describeKind(value: unknown): string {
    if (value === undefined) return "missing";
    if (value === null) return "null";
    if (Array.isArray(value)) return "a list";
    if (typeof value === "object") return "an object";
    if (typeof value === "string") return "a text";
    return typeof value === "number" ? "a number" : "a boolean";
}

/** Tells whether a text shows nothing: only spaces, control or other invisible characters. */
export function isBlankText(text: string): boolean {
    return !/[^\s\p{Cf}\p{Cc}]/u.test(text);
}

/** The value as a text that can be stored and tokenised; `what` names it, as in `"prompt"`. */
export function requireText(value: unknown, what: string): string {
    if (value === undefined || value === null) {
        refuseRow(`${what} is missing.`);
    }
    if (typeof value !== "string") {
        refuseRow(`${what} is ${describeKind(value)}, not a text.`);
    }
    if (!value.isWellFormed()) {
        refuseRow(`${what} has half a character in it (a lone surrogate), which no text may have.`);
    }
    return value;
}

/** Like `requireText`, for a text that must also show something. */
export function requireFilledText(value: unknown, what: string): string {
    const text = requireText(value, what);
    if (isBlankText(text)) {
        refuseRow(`${what} is empty.`);
    }
    return text;
}
