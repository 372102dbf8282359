/**
 * Writes small files for the tests of row files into a folder of their own.
 * Not a test file.
 */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect } from "vitest";
import { StudioError } from "../../../main/errors.ts";

/** A folder that is removed after the tests of the calling file. */
export const folder = mkdtempSync(join(tmpdir(), "qadapter-rows-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes one file and gives its path. */
export function writeText(content: string | Uint8Array, name = "rows.jsonl"): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
}

/** Values as JSONL. */
export function toLines(...rows: unknown[]): string {
    return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/** The path of a stored fixture. */
export function fixture(name: string): string {
    return fileURLToPath(new URL(`../../fixtures/preferences/${name}`, import.meta.url));
}

/** Runs something that must fail with a StudioError, and gives that. */
export function catchStudioError(run: () => unknown): StudioError {
    try {
        run();
    } catch (error) {
        expect(error).toBeInstanceOf(StudioError);
        return error as StudioError;
    }
    throw new Error("Nothing was thrown.");
}

/** A message, in short. */
export const user = (content: string) => ({ role: "user" as const, content });
export const assistant = (content: string) => ({ role: "assistant" as const, content });
export const system = (content: string) => ({ role: "system" as const, content });

/** A row that is good in every respect. */
export const good = { prompt: "Good?", chosen: "Yes.", rejected: "No." };
