/**
 * Preference pairs and labels as screens work with them, and files of them in and out.
 */
import { join } from "node:path";
import type { Page, Progress, WrittenFile } from "../../preload/contract/common.ts";
import {
    exampleStyles,
    type ImportPreview,
    type ImportResult,
    type LabelRecord,
    type PairFilter,
    type PairRecord,
    type PairSelection,
    type PairStatistics,
} from "../../preload/contract/preferences.ts";
import type { NewPair, PairChanges, PairOrder } from "../../preload/records/preferences.ts";
import { write } from "../db/database.ts";
import { deleteRows, undoDeletion } from "../db/deletions.ts";
import * as labelRows from "../db/labels.ts";
import { selectPairs } from "../db/pairFilter.ts";
import { pairStatistics } from "../db/pairStatistics.ts";
import * as rows from "../db/pairs.ts";
import { StudioError } from "../errors.ts";
import type { ExportFormat } from "../preferences/exportJob.ts";
import {
    countPreferences,
    exportPreferences,
    importPreferences,
    previewImport,
} from "../preferences/inWorker.ts";
import { type FileInput, type FileOutput, withInput, withOutput } from "./files.ts";
import type { Ground } from "./ground.ts";
import { readSettings } from "./settings.ts";

/** Which pairs to list. */
export interface PairListing {
    filter: PairFilter;
    order: PairOrder;
    limit: number;
    cursor?: string | null;
    skip?: number | undefined;
}

export function listPairs({ db }: Ground, listing: PairListing): Page<PairRecord> {
    return rows.listPairs(db, listing);
}

/** @throws StudioError not-found */
export function getPair({ db }: Ground, id: number): PairRecord {
    return rows.getPair(db, id);
}

/** Adds a pair that a person wrote. @throws StudioError `usage` where both answers are the same */
export function createPair(ground: Ground, pair: Omit<NewPair, "source" | "labeller">): PairRecord {
    checkDistinct(pair);
    const { labeller } = readSettings(ground);
    const id = rows.addPair(ground.db, { ...pair, source: "manual", labeller });
    ground.events.changed("pairs", [id]);
    return rows.getPair(ground.db, id);
}

function checkDistinct({
    chosen,
    rejected,
    verdict,
}: Pick<NewPair, "chosen" | "rejected" | "verdict">): void {
    if (chosen === rejected && (verdict ?? "preferred") === "preferred")
        throw new StudioError("usage", "Both answers are the same: nothing can be learned from that.");
}

/** @throws StudioError not-found; as createPair */
export function updatePair(ground: Ground, id: number, changes: PairChanges): PairRecord {
    checkDistinct({ ...rows.getPair(ground.db, id), ...changes });
    const pair = rows.updatePair(ground.db, id, changes);
    ground.events.changed("pairs", [id]);
    return pair;
}

/** Exchanges chosen and rejected. @throws StudioError not-found */
export function swapPair(ground: Ground, id: number): PairRecord {
    const pair = rows.swapPair(ground.db, id);
    ground.events.changed("pairs", [id]);
    return pair;
}

/** Deletes pairs; `undo` brings them back. */
export function removePairs(
    { db, events }: Ground,
    selection: PairSelection,
): { removed: number; undo: string } {
    const ids = selectPairs(db, selection);
    if (ids.length === 0) return { removed: 0, undo: "" };
    const { id, count } = deleteRows(db, "pairs", ids);
    events.changed("pairs");
    return { removed: count, undo: String(id) };
}

/** @throws StudioError not-found where it was taken back before, or is no deletion of pairs */
export function restorePairs({ db, events }: Ground, undo: string): { restored: number } {
    const id = /^\d{1,15}$/.test(undo) ? Number(undo) : 0;
    const { count } = write(db, () => {
        const deletion = undoDeletion(db, id);
        if (deletion.kind !== "pairs")
            throw new StudioError("not-found", "What you want to bring back does not exist any more.");
        return deletion;
    });
    events.changed("pairs");
    return { restored: count };
}

export function tagPairs(
    { db, events }: Ground,
    selection: PairSelection,
    add: readonly string[],
    remove: readonly string[],
): { changed: number } {
    const changed = rows.tagPairs(db, selection, add, remove);
    events.changed("pairs");
    return { changed };
}

export function listTags({ db }: Ground): { tag: string; pairs: number }[] {
    return rows.listTags(db);
}

/** Bundled files of pairs. */
export function exampleFiles({ resources }: Ground) {
    return exampleStyles.map((style) => ({
        style,
        path: join(resources, "demo", `pairs-${style}.train.jsonl`),
    }));
}

export function listLabels({ db }: Ground, limit: number, cursor?: string | null): Page<LabelRecord> {
    return labelRows.listLabels(db, limit, cursor);
}

/** @throws StudioError not-found */
export function removeLabel({ db, events }: Ground, id: number): void {
    deleteRows(db, "labels", [id]);
    events.changed("labels", [id]);
}

/** Pairs that are counted in a few dozen milliseconds, less than a worker takes to start. */
const fewPairs = 5_000;

/** Figures over pairs; nothing else waits for them. */
export async function statistics({ db }: Pick<Ground, "db">, filter: PairFilter): Promise<PairStatistics> {
    const isQuick = rows.countPairs(db, {}) <= fewPairs;
    return isQuick ? pairStatistics(db, filter) : countPreferences(db.name, filter);
}

/** What a file would bring, or what to take in. */
export interface ImportOrder {
    file: FileInput;
    format: "auto" | "json" | "csv";
    tags?: readonly string[];
    skipInvalid?: boolean;
    sha256?: string;
}

/** Says what an import would do. @throws StudioError as preferences/importJob.ts */
export function preview(ground: Ground, order: ImportOrder, signal?: AbortSignal): Promise<ImportPreview> {
    return withInput(ground, order.file, (path, fileName) =>
        previewImport(ground.db.name, optionsOf(ground, order, path, fileName), { signal }),
    );
}

function optionsOf(ground: Ground, order: ImportOrder, path: string, fileName: string) {
    const { format, tags = [], skipInvalid = false, sha256: expectedSha256 } = order;
    const { labeller } = readSettings(ground);
    return { path, fileName, format, tags, labeller, skipInvalid, expectedSha256 };
}

/** Takes a file in, all of it or nothing. @throws StudioError as preferences/importJob.ts */
export async function runImport(
    ground: Ground,
    order: ImportOrder,
    put: (progress: Progress<ImportResult>) => void,
    signal: AbortSignal,
): Promise<void> {
    const result = await withInput(ground, order.file, (path, fileName) =>
        importPreferences(ground.db.name, optionsOf(ground, order, path, fileName), {
            signal,
            onProgress: (progress) => put({ type: "progress", ...progress }),
        }),
    );
    const { importId = null, pairs, labels, duplicates, problems, problemCount } = result;
    ground.events.changed("pairs");
    ground.events.changed("labels");
    put({
        type: "done",
        result: {
            importId,
            added: pairs,
            labelsAdded: labels,
            duplicates: duplicates.inFile + duplicates.inStore,
            skipped: problemCount,
            problems,
        },
    });
}

const endings: Record<ExportFormat, string> = {
    trl: "jsonl",
    "trl-unpaired": "jsonl",
    "hh-rlhf": "jsonl",
    csv: "csv",
};

/** Writes a file of pairs. @throws StudioError as preferences/exportJob.ts */
export async function runExport(
    ground: Ground,
    order: { filter: PairFilter; format: ExportFormat; withLabels: boolean; to: FileOutput },
    put: (progress: Progress<WrittenFile>) => void,
    signal: AbortSignal,
): Promise<void> {
    const { to, ...options } = order;
    const result = await withOutput(ground, to, `preferences.${endings[order.format]}`, (path) =>
        exportPreferences(
            ground.db.name,
            { ...options, path },
            { signal, onProgress: (progress) => put({ type: "progress", ...progress }) },
        ),
    );
    put({ type: "done", result });
}
