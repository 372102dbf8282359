/**
 * Import and export of preference files, and figures over many pairs, as the rest of the program calls them: the work
 * itself is done in a worker.
 */

import type { StoredPairFilter, StoredPairStatistics } from "../../preload/records/preferences.ts";
import { runInWorker, type WorkOptions } from "../workers/runInWorker.ts";
import type { ExportOptions, ExportResult } from "./exportJob.ts";
import type { ImportOptions, ImportPreview, ImportResult } from "./importJob.ts";

/** One piece of work. */
export type Work =
    | { kind: "preview"; options: ImportOptions }
    | { kind: "import"; options: ImportOptions }
    | { kind: "export"; options: ExportOptions }
    | { kind: "statistics"; options: StoredPairFilter };

/** What the worker is started with. */
export interface PlacedWork {
    databasePath: string;
    work: Work;
}

/** Says what an import would do. @throws StudioError as in importJob.ts */
export function previewImport(
    databasePath: string,
    options: ImportOptions,
    work: WorkOptions = {},
): Promise<ImportPreview> {
    return inWorker(databasePath, { kind: "preview", options }, work) as Promise<ImportPreview>;
}

/** Takes a file in, all of it or nothing. @throws StudioError as in importJob.ts; `interrupted` when it was stopped */
export function importPreferences(
    databasePath: string,
    options: ImportOptions,
    work: WorkOptions = {},
): Promise<ImportResult> {
    return inWorker(databasePath, { kind: "import", options }, work) as Promise<ImportResult>;
}

/** Writes a file, all of it or nothing. @throws StudioError as in exportJob.ts; `interrupted` when it was stopped */
export function exportPreferences(
    databasePath: string,
    options: ExportOptions,
    work: WorkOptions = {},
): Promise<ExportResult> {
    return inWorker(databasePath, { kind: "export", options }, work) as Promise<ExportResult>;
}

/** Figures over the pairs that pass a filter (db/pairStatistics.ts). */
export function countPreferences(
    databasePath: string,
    filter: StoredPairFilter,
): Promise<StoredPairStatistics> {
    const work = { kind: "statistics", options: filter } as const;
    return inWorker(databasePath, work, {}) as Promise<StoredPairStatistics>;
}

function inWorker(databasePath: string, work: Work, options: WorkOptions): Promise<unknown> {
    const placed: PlacedWork = { databasePath, work };
    return runInWorker(new URL("./worker.ts", import.meta.url), placed, options);
}
