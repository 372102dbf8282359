/**
 * CSV files of multiple-choice questions as rows: with a line that names the columns (question; a, b, c … for the
 * choices; answer; maybe subject), or without, as MMLU's files have them: the question, its choices, the right letter.
 * Not what makes a row usable: readQuestions.ts.
 */
import { basename } from "node:path";
import { csvRows } from "../preferences/csvRows.ts";
import { loadFile, type RawRow, refuseRow } from "../preferences/rows.ts";

/** Reads a file. @throws StudioError as csvRows */
export function* questionCsvRows(path: string): Generator<RawRow> {
    const subject = subjectOf(path);
    for (const row of csvRows(path, loadFile(path), mmluColumns))
        yield { ...row, read: () => toQuestion(row.read(), subject) };
}

/** Columns of a line that names none: the first cell is the question, the last one the answer. */
function mmluColumns(cells: readonly string[]): string[] | undefined {
    const named = cells.some((cell) => /^\s*(question|prompt|expected)\s*$/i.test(cell));
    if (named || cells.length < 4) return undefined;
    const choices = cells.slice(1, -1).map((_, i) => columnOf(i));
    return ["question", ...choices, "answer"];
}

function columnOf(index: number): string {
    return String.fromCharCode("a".charCodeAt(0) + index);
}

/** "abstract_algebra_test.csv" → "abstract algebra", as MMLU's files are named. */
function subjectOf(path: string): string | undefined {
    const name = /^(.+)_(?:test|dev|val)[.]csv$/i.exec(basename(path))?.[1];
    return name?.replaceAll("_", " ");
}

/** Gathers the columns a, b, c … into a list of choices. */
function toQuestion(row: Record<string, unknown>, subject: string | undefined): Record<string, unknown> {
    const letters = Array.from({ length: 26 }, (_, i) => columnOf(i));
    const last = letters.findLastIndex((letter) => row[letter] !== undefined);
    const missing = letters.slice(0, last + 1).find((letter) => row[letter] === undefined);
    if (missing !== undefined) refuseRow(`choice ${missing.toUpperCase()} is empty.`);
    const rest = Object.fromEntries(Object.entries(row).filter(([name]) => !letters.includes(name)));
    const choices = letters.slice(0, last + 1).map((letter) => row[letter]);
    const answer = readPosition(row.answer, choices);
    return { ...(subject !== undefined && { subject }), ...rest, ...(last >= 0 && { choices, answer }) };
}

/** A whole number that is no choice itself is a position, counted from 0; a table has no other way to write it. */
function readPosition(answer: unknown, choices: readonly unknown[]): unknown {
    const isNumber = typeof answer === "string" && /^\s*\d+\s*$/.test(answer);
    return isNumber && !choices.includes(answer.trim()) ? Number(answer) : answer;
}
