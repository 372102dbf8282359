/**
 * Reads files of prompts to be answered: JSONL or a JSON list, CSV, or a text file with one question per line.
 * Files of preference pairs give their prompts. Makes no answers, and stores nothing.
 */
import { statSync } from "node:fs";
import { basename, extname } from "node:path";
import type { ChatMessage } from "../../../preload/records.ts";
import { StudioError } from "../../errors.ts";
import { checkPrompt, parseMessages } from "./conversations.ts";
import { csvRows } from "./csvRows.ts";
import { parsePairRow, parsePrompt, parseSystem } from "./pairRow.ts";
import { jsonRows, loadFile, noUsableRows, type RawRow, refuseRow, takeRows } from "./rows.ts";

type Row = Record<string, unknown>;

/** Larger files are refused, in bytes: they are read at once. */
const largestFile = 64 * 2 ** 20;
const contents = "prompts";

/**
 * The prompts of a file, in its order.
 * @param name the file's name, whose ending says what is in it
 * @throws StudioError file-missing, file-access, data-invalid (names the first row that cannot be used)
 */
export function readPromptFile(path: string, name: string): ChatMessage[][] {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > largestFile)
        throw new StudioError(
            "data-invalid",
            `"${name}" is larger than 64 MB. Split it into smaller files of prompts.`,
        );
    const file = loadFile(path);
    const { unit, rows } = rowsOf(name, file);
    const prompts: ChatMessage[][] = [];
    const report = takeRows(unit, rows, (row) => prompts.push(parsePromptRow(row)));
    if (prompts.length === 0) throw noUsableRows(name, contents, report);
    const { problems } = report;
    if (problems.length > 0)
        throw new StudioError(
            "data-invalid",
            `${problems.length} of ${report.read} rows of "${basename(name)}" cannot be used; correct them or take them out. ${problems[0]?.reason}`,
        );
    return prompts;
}

function rowsOf(name: string, file: Uint8Array): { unit: "Line" | "Item"; rows: Iterable<RawRow> } {
    const ending = extname(name).toLowerCase();
    if (ending === ".csv" || ending === ".tsv") return { unit: "Line", rows: csvRows(name, file) };
    const isJson = /^\uFEFF?\s*[[{]/.test(new TextDecoder().decode(file.subarray(0, 1024)));
    if (isJson || [".json", ".jsonl", ".ndjson"].includes(ending)) return jsonRows(file);
    return { unit: "Line", rows: textRows(name, file) };
}

/** Each line that is not blank is a question. */
function textRows(name: string, file: Uint8Array): RawRow[] {
    let text: string;
    try {
        text = new TextDecoder("utf-8", { fatal: true }).decode(file);
    } catch {
        const message = `"${basename(name)}" has bytes that are not UTF-8 text; save it as UTF-8 and try again.`;
        throw new StudioError("data-invalid", message);
    }
    return text
        .split(/\r?\n|\r/)
        .map((prompt, index): RawRow => ({ line: index + 1, offset: 0, read: () => ({ prompt }) }))
        .filter(({ read }) => String(read().prompt).trim() !== "");
}

function parsePromptRow(row: Row): ChatMessage[] {
    if (row.chosen !== undefined || row.rejected !== undefined) return parsePairRow(row).prompt;
    const turns = Array.isArray(row.messages)
        ? withoutAnswer(parseMessages(row.messages, "messages"))
        : parsePrompt({ prompt: row.prompt ?? row.question ?? row.instruction ?? row.text });
    if (!turns) refuseRow(`it has no "prompt".`);
    checkPrompt(turns);
    return [...parseSystem(row, turns), ...turns];
}

/** A whole conversation is asked again from its last question. */
function withoutAnswer(messages: ChatMessage[]): ChatMessage[] {
    return messages.at(-1)?.role === "assistant" ? messages.slice(0, -1) : messages;
}
