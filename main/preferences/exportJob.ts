/**
 * Writes preferences to a file that other programs, or another Q-Adapter Studio, can read; whole or not at all.
 * Runs where it may take its time, as the import does.
 */
import { statSync } from "node:fs";
import { stringify } from "csv-stringify/sync";
import type { StoredPair, StoredPairFilter } from "../../preload/records/preferences.ts";
import type { Db } from "../db/database.ts";
import { eachLabel } from "../db/labels.ts";
import { countPairs, eachPair } from "../db/pairs.ts";
import { writeAll, writeFileAtomically } from "../files/atomicWrite.ts";
import { escapeCell } from "../formats/preferences/formulaCells.ts";
import { toHhRlhfRow, toTrlRow, toUnpairedRow } from "../formats/preferences/writeRows.ts";
import type { OnProgress } from "../workers/answerMain.ts";

export type ExportFormat = "trl" | "trl-unpaired" | "hh-rlhf" | "csv";

/** What to write. */
export interface ExportOptions {
    path: string;
    format: ExportFormat;
    filter: StoredPairFilter;
    /** trl-unpaired: answers with a thumb of their own, too */
    withLabels: boolean;
}

/** What was written. */
export interface ExportResult {
    path: string;
    bytes: number;
    rows: number;
    /** pairs that the format has no way to express, such as ties */
    leftOut: number;
}

interface Format {
    begin: string;
    between: string;
    end: string;
    /** the texts of a pair's rows; none where the format cannot express it */
    rows: (pair: StoredPair) => string[];
}

const columns = [
    "prompt",
    "chosen",
    "rejected",
    "verdict",
    "strength",
    "labeller",
    "labelled_at",
    "source",
    "tags",
    "note",
] as const;

const json = (rows: (pair: StoredPair) => (object | undefined)[]) => (pair: StoredPair) =>
    rows(pair).flatMap((row) => (row ? [JSON.stringify(row)] : []));
const jsonl = { begin: "", between: "\n", end: "\n" };
const isOrdered = ({ verdict }: StoredPair) => verdict === "preferred";

const formats: Record<ExportFormat, Format> = {
    trl: { ...jsonl, rows: json((pair) => (isOrdered(pair) ? [toTrlRow(pair)] : [])) },
    "trl-unpaired": { ...jsonl, rows: json(unpaired) },
    "hh-rlhf": {
        begin: "[\n",
        between: ",\n",
        end: "\n]\n",
        rows: json((pair) => (isOrdered(pair) ? [toHhRlhfRow(pair)] : [])),
    },
    // The mark tells spreadsheets that it is UTF-8.
    csv: {
        begin: `\uFEFF${line([...columns])}`,
        between: "\r\n",
        end: "\r\n",
        rows: (pair) => [line(cells(pair))],
    },
};

/** Writes the file. @throws StudioError disk-full, file-access, file-missing, and what `onProgress` throws */
export function runExport(db: Db, options: ExportOptions, onProgress: OnProgress): ExportResult {
    const format = formats[options.format];
    const total = countPairs(db, options.filter);
    let [rows, leftOut, done] = [0, 0, 0];
    writeFileAtomically(options.path, (fd) => {
        const write = createWriter(fd, format, options.format === "csv");
        for (const pair of eachPair(db, options.filter)) {
            const texts = format.rows(pair);
            if (texts.length === 0) leftOut++;
            rows += write(texts);
            onProgress(++done, total, "writing");
        }
        if (options.format === "trl-unpaired" && options.withLabels)
            for (const { prompt, answer, rating } of eachLabel(db))
                rows += write([JSON.stringify(toUnpairedRow(prompt, answer, rating === "up"))]);
        write.end();
    });
    return { path: options.path, bytes: statSync(options.path).size, rows, leftOut };
}

/** Writes texts with the format's signs between them, in pieces of a useful size. */
function createWriter(fd: number, { begin, between, end }: Format, hasHeader: boolean) {
    let buffer = begin;
    let isFirst = !hasHeader;
    const flush = () => {
        writeAll(fd, Buffer.from(buffer));
        buffer = "";
    };
    const write = (texts: readonly string[]) => {
        for (const text of texts) {
            buffer += isFirst ? text : between + text;
            isFirst = false;
        }
        if (buffer.length > 2 ** 20) flush();
        return texts.length;
    };
    return Object.assign(write, {
        end: () => {
            if (!isFirst || begin !== "") buffer += end;
            flush();
        },
    });
}

function unpaired({ prompt, chosen, rejected, verdict }: StoredPair): object[] {
    if (verdict !== "preferred" && verdict !== "both-bad") return [];
    return [toUnpairedRow(prompt, chosen, verdict === "preferred"), toUnpairedRow(prompt, rejected, false)];
}

function cells(pair: StoredPair): string[] {
    const values: Record<(typeof columns)[number], string> = {
        prompt: promptCell(pair),
        chosen: textCell(pair.chosen),
        rejected: textCell(pair.rejected),
        verdict: pair.verdict,
        strength: String(pair.strength ?? ""),
        labeller: pair.labeller,
        labelled_at: pair.labelledAt,
        source: pair.source,
        tags: pair.tags.some((tag) => /[;[]/.test(tag)) ? JSON.stringify(pair.tags) : pair.tags.join(";"),
        note: pair.note,
    };
    return columns.map((column) => values[column]);
}

/** A single question as it is, anything else as a list of messages. */
function promptCell({ prompt }: StoredPair): string {
    const [only] = prompt;
    const isQuestion = prompt.length === 1 && only?.role === "user" && isPlain(only.content);
    return isQuestion ? only.content : JSON.stringify(prompt);
}

function textCell(content: string): string {
    return isPlain(content) ? content : JSON.stringify([{ role: "assistant", content }]);
}

/** Whether a text would not be taken for something else when it is read again. */
function isPlain(text: string): boolean {
    return !/^\s*\[\s*\{/.test(text) && !/^\s*\n\nHuman:/.test(text);
}

function line(values: string[]): string {
    return stringify([values.map(escapeCell)], {
        eof: false,
        record_delimiter: "\r\n",
        quoted_match: /[\r\n]/,
    });
}
