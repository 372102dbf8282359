/**
 * Reads a file of preferences for an import: what it is, its rows, and what cannot be used.
 * Stores nothing.
 */
import { createHash } from "node:crypto";
import { extname } from "node:path";
import type { RowProblem } from "../../preload/records.ts";
import { csvRows } from "../formats/preferences/csvRows.ts";
import { jsonRows, loadFile, type RawRow, takeRows } from "../formats/preferences/rows.ts";
import { type ImportItem, parseCsvRow, parseImportRow } from "./importRow.ts";

/** What was found in a file; `read` is items + problems. */
export interface ImportFile {
    /** what the file is, in words */
    format: string;
    /** SHA-256 of its bytes */
    sha256: string;
    bytes: number;
    items: ImportItem[];
    problems: RowProblem[];
    read: number;
}

/**
 * Reads a file: JSONL, a JSON list or CSV, with pairs, labels or both.
 * @param onRow called with the place of each row, as a share of the file; may throw to stop
 * @throws StudioError file-missing, file-access, data-invalid (nothing in it that could be rows)
 */
export function readImport(
    path: string,
    format: "auto" | "json" | "csv",
    onRow: (share: number) => void,
): ImportFile {
    const file = loadFile(path);
    const isCsv = format === "csv" || (format === "auto" && looksLikeCsv(path, file));
    const { unit, rows } = isCsv ? { unit: "Line" as const, rows: csvRows(path, file) } : jsonRows(file);
    const parse = isCsv ? parseCsvRow : parseImportRow;
    const items: ImportItem[] = [];
    const report = takeRows(
        unit,
        watched(rows, (offset) => onRow(offset / file.length)),
        (row, line) => items.push(parse(row, line)),
    );
    return {
        format: `${isCsv ? "CSV" : unit === "Item" ? "a JSON list" : "JSONL"} of ${contentsOf(items)}`,
        sha256: createHash("sha256").update(file).digest("hex"),
        bytes: file.length,
        items,
        ...report,
    };
}

function* watched(rows: Iterable<RawRow>, onRow: (offset: number) => void): Generator<RawRow> {
    for (const row of rows) {
        onRow(row.offset);
        yield row;
    }
}

/** By its name; a file of another name is CSV if it does not begin as JSON does. */
function looksLikeCsv(path: string, file: Uint8Array): boolean {
    const extension = extname(path).toLowerCase();
    if ([".csv", ".tsv"].includes(extension)) return true;
    if ([".json", ".jsonl", ".ndjson"].includes(extension)) return false;
    return !/^\uFEFF?\s*[[{]/.test(new TextDecoder().decode(file.subarray(0, 1024)));
}

function contentsOf(items: readonly ImportItem[]): string {
    const hasPairs = items.some((item) => "pair" in item);
    const hasLabels = items.some((item) => "label" in item);
    if (hasPairs && hasLabels) return "pairs and of answers with a thumb";
    return hasLabels ? "answers with a thumb" : "preference pairs";
}
