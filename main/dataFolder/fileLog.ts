/**
 * The log in the data folder: lines of JSON in a few files of limited size. For whoever has to find a fault; so that it
 * can be passed on, it never holds what people wrote: of details only numbers, codes and places in the program.
 */
import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { StudioError } from "../errors.ts";
import type { Log } from "../log.ts";

const bytesPerFile = 2 ** 20;
const files = 5;
const longestWord = 100;

/** A log that writes to `folder`. What cannot be written is left out: a log must never end the program. */
export function createFileLog(folder: string, limit: number = bytesPerFile): Log {
    return (level, text, details) => {
        try {
            mkdirSync(folder, { recursive: true, mode: 0o700 });
            const path = join(folder, "studio.log");
            if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) >= limit) rotate(folder);
            const entry = {
                time: new Date().toISOString(),
                level,
                text,
                ...(details === undefined ? {} : { details: harmless(details) }),
            };
            appendFileSync(path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
        } catch {
            // a full disk, for example
        }
    };
}

/** studio.log becomes studio.1.log, and so on; the oldest goes. */
function rotate(folder: string): void {
    const name = (age: number) => join(folder, age === 0 ? "studio.log" : `studio.${age}.log`);
    rmSync(name(files - 1), { force: true });
    for (let age = files - 2; age >= 0; age--)
        if (statSync(name(age), { throwIfNoEntry: false })) renameSync(name(age), name(age + 1));
}

/** What of details may be kept. */
function harmless(value: unknown, depth = 0): unknown {
    if (value instanceof Error) return harmlessError(value, depth);
    if (typeof value === "string") return isCode(value) ? value : `(${value.length} characters)`;
    if (typeof value !== "object" || value === null) return typeof value === "bigint" ? String(value) : value;
    if (depth > 3) return "…";
    if (Array.isArray(value)) return value.slice(0, 20).map((item) => harmless(item, depth + 1));
    const entries = Object.entries(value).slice(0, 50);
    return Object.fromEntries(
        entries.map(([key, item]) => [key.slice(0, longestWord), harmless(item, depth + 1)]),
    );
}

/** Messages may quote files and texts: of an error stay its kind, its code and where it happened. */
function harmlessError(error: Error, depth: number): unknown {
    const { code } = error as { code?: unknown };
    const places = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
    const where = error instanceof StudioError ? places.slice(0, 3) : places.slice(0, 20);
    const cause = error.cause === undefined || depth > 3 ? {} : { cause: harmless(error.cause, depth + 1) };
    return { name: error.name, code, at: where.map((line) => line.trim()), ...cause };
}

/** A word such as a name of a state or a code; nothing with spaces in it. */
function isCode(text: string): boolean {
    return text.length <= longestWord && /^[\w.:#-]*$/.test(text);
}
