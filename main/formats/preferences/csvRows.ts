/**
 * Reads the rows of a CSV file as if they were rows of JSON: the first line names the fields.
 * Commas, semicolons or tabs; which of them, the first line tells. Not concerned with what a row means.
 */
import { basename } from "node:path";
import { CsvError, type Info, type Options, parse } from "csv-parse/sync";
import { StudioError } from "../../errors.ts";
import { unescapeCell } from "./formulaCells.ts";
import { type RawRow, refuseRow } from "./rows.ts";

interface Entry {
    cells: string[];
    line: number;
    offset: number;
    fault?: string;
}

const options = {
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    skip_records_with_error: true,
} satisfies Options;

/**
 * The rows of a CSV file.
 * @param path names the file in messages
 * @param nameless gives the columns of a file whose first line names none, from that line's cells
 * @throws StudioError data-invalid (no UTF-8, no line with names)
 */
export function csvRows(
    path: string,
    file: Uint8Array,
    nameless?: (cells: readonly string[]) => string[] | undefined,
): Iterable<RawRow> {
    const text = decode(path, file);
    const entries = parseEntries(text, delimiterOf(text));
    const [first] = entries;
    if (!first || first.fault !== undefined)
        throw new StudioError(
            "data-invalid",
            `"${basename(path)}" is empty; its first line should name the columns.`,
        );
    const given = nameless?.(first.cells);
    if (!given) entries.shift();
    const fields = given ?? first.cells.map((name) => name.trim().toLowerCase());
    refuseDoubleNames(path, fields);
    return entries.map(({ line, offset, cells, fault }) => ({
        line,
        offset,
        read: () => (fault === undefined ? toRow(fields, cells) : refuseRow(fault)),
    }));
}

function decode(path: string, file: Uint8Array): string {
    try {
        return new TextDecoder("utf-8", { fatal: true }).decode(file);
    } catch {
        const message = `"${basename(path)}" has bytes that are not UTF-8 text; save it as "CSV UTF-8" and try again.`;
        throw new StudioError("data-invalid", message);
    }
}

/** The delimiter that cuts the first line into the most fields. */
function delimiterOf(text: string): string {
    const count = (delimiter: string) => {
        const [first] = parse(text.slice(0, 65_536), {
            ...options,
            delimiter,
            to: 1,
            skip_records_with_error: true,
        });
        return first?.length ?? 0;
    };
    return [",", ";", "\t"].sort((one, other) => count(other) - count(one))[0] as string;
}

function parseEntries(text: string, delimiter: string): Entry[] {
    const entries: Entry[] = [];
    const skip = (error: CsvError | undefined) => {
        const line = Number(error?.lines ?? 0);
        entries.push({ cells: [], line, offset: 0, fault: explain(error) });
        return undefined;
    };
    const take = (cells: string[], info: Info) => {
        // the library counts the line that a record ends on
        const line = info.lines - cells.join("").split("\n").length + 1;
        entries.push({ cells, line, offset: info.bytes });
        return null;
    };
    try {
        parse(text, { ...options, delimiter, on_skip: skip, on_record: take as never });
    } catch (error) {
        if (!(error instanceof CsvError)) throw error;
        skip(error);
    }
    return entries;
}

function explain(error: CsvError | undefined): string {
    if (error?.code === "CSV_QUOTE_NOT_CLOSED")
        return "a quotation mark is opened and never closed, so that everything behind it could not be read.";
    return `it is no valid CSV (${error?.message ?? "unknown error"}).`;
}

function refuseDoubleNames(path: string, fields: readonly string[]): void {
    const double = fields.find((name, index) => name !== "" && fields.indexOf(name) !== index);
    if (double !== undefined)
        throw new StudioError(
            "data-invalid",
            `"${basename(path)}" has two columns named ${JSON.stringify(double.slice(0, 40))}; rename one of them.`,
        );
}

/** Empty cells are fields that are not there. */
function toRow(fields: readonly string[], cells: readonly string[]): Record<string, unknown> {
    if (cells.length > fields.length)
        refuseRow(`it has ${cells.length} cells, but the first line names only ${fields.length} columns.`);
    const filled = cells.map((cell, index): [string, string] => [
        fields[index] as string,
        unescapeCell(cell),
    ]);
    return Object.fromEntries(filled.filter(([field, cell]) => field !== "" && cell !== ""));
}
