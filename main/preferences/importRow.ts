/**
 * What a row of an import means: a pair or a label, with who labelled it, tags and the like where the row says so.
 * The texts are read as training reads them; foreign files have fields of any kind beside those, which are left out.
 */

import type { NewLabel, NewPair, Verdict } from "../../preload/records/preferences.ts";
import { parseMessages } from "../formats/preferences/conversations.ts";
import { isLabelRow, parseLabelRow } from "../formats/preferences/labelRow.ts";
import { parsePairRow } from "../formats/preferences/pairRow.ts";
import { refuseRow } from "../formats/preferences/rows.ts";

/** One row of an import. */
export type ImportItem = { line: number } & ({ pair: NewPair } | { label: NewLabel });

const verdicts: readonly string[] = ["preferred", "tie", "both-bad", "skip"] satisfies Verdict[];
const longestTag = 60;
const mostTags = 50;

/** Reads a row; calls `refuseRow` where it cannot be used. */
export function parseImportRow(row: Record<string, unknown>, line: number): ImportItem {
    const common = {
        source: "import" as const,
        labeller: text(row.labeller, 200),
        tags: tags(row.tags),
        note: text(row.note, 20_000),
    };
    if (isLabelRow(row))
        return { line, label: { ...parseLabelRow(row), ...common, createdAt: time(row.labelled_at) } };
    const { verdict, strength, labelled_at } = row;
    return {
        line,
        pair: {
            ...parsePairRow(row),
            ...common,
            verdict: verdicts.includes(String(verdict)) ? (verdict as Verdict) : "preferred",
            strength: ["1", "2", "3"].includes(String(strength)) ? Number(strength) : null,
            labelledAt: time(labelled_at),
        },
    };
}

/** A row of a CSV file as one of JSON: a cell may hold a conversation as a list of messages. */
export function parseCsvRow(row: Record<string, unknown>, line: number): ImportItem {
    if (row.verdict !== undefined && !verdicts.includes(String(row.verdict)))
        refuseRow(`the verdict must be one of ${verdicts.join(", ")}.`);
    const conversations = ["prompt", "chosen", "rejected", "completion"].map((field) => [
        field,
        messagesIn(row[field], field),
    ]);
    return parseImportRow({ ...row, ...Object.fromEntries(conversations) }, line);
}

/** The list of messages in a cell; a cell that holds none is a text. */
function messagesIn(cell: unknown, field: string): unknown {
    if (typeof cell !== "string" || !/^\s*\[\s*\{/.test(cell)) return cell;
    try {
        return parseMessages(JSON.parse(cell), field);
    } catch {
        return cell;
    }
}

function text(value: unknown, longest: number): string {
    return typeof value === "string" ? value.slice(0, longest).toWellFormed() : "";
}

function time(value: unknown): string | undefined {
    const date = new Date(typeof value === "string" ? value : Number.NaN);
    return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** A list, a list as JSON, or texts between semicolons. */
function tags(value: unknown): string[] {
    const list = typeof value === "string" ? splitTags(value) : value;
    if (!Array.isArray(list)) return [];
    const texts = list.filter((tag) => typeof tag === "string").map((tag) => tag.trim().toWellFormed());
    return texts.filter((tag) => tag !== "" && tag.length <= longestTag).slice(0, mostTags);
}

function splitTags(value: string): unknown {
    try {
        if (value.startsWith("[")) return JSON.parse(value);
    } catch {
        // no list, then
    }
    return value.split(";");
}
