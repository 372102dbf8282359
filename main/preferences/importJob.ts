/**
 * Takes a file of preferences into the store, or says what that would do. Runs where it may take its time: in a worker
 * with its own connection. All or nothing: everything is stored in one transaction.
 */

import type { NewLabel, NewPair } from "../../preload/records/preferences.ts";
import type { PreferencePair, RowProblem } from "../../preload/records.ts";
import { type Db, read, write } from "../db/database.ts";
import { addImport } from "../db/imports.ts";
import { knownLabels, labelInserter } from "../db/labels.ts";
import { addPairs, knownPairs } from "../db/pairs.ts";
import { StudioError } from "../errors.ts";
import { hashAnswer, hashAnswers, hashPair } from "../formats/preferences/pairHash.ts";
import type { OnProgress } from "../workers/answerMain.ts";
import { type ImportFile, readImport } from "./readImport.ts";

/** What to take in, and how. */
export interface ImportOptions {
    path: string;
    /** the file's name as the person knows it; default: from the path */
    fileName: string;
    format: "auto" | "json" | "csv";
    /** given to everything that comes in */
    tags: readonly string[];
    /** who labelled what does not say so itself */
    labeller: string;
    /** leave out rows that cannot be used; otherwise the first of them stops the import */
    skipInvalid: boolean;
    /** only what was previewed: SHA-256 of the file then */
    expectedSha256?: string;
}

/** What an import will do. */
export interface ImportPreview {
    format: string;
    sha256: string;
    read: number;
    pairs: number;
    labels: number;
    /** exact copies within the file, and of what is here already: left out */
    duplicates: { inFile: number; inStore: number };
    /** pairs that judge another one the other way round: they come in */
    contradictions: { inFile: number; withStore: number };
    /** the first rows that cannot be used */
    problems: RowProblem[];
    problemCount: number;
    sample: PreferencePair[];
}

/** What an import did. */
export interface ImportResult extends Omit<ImportPreview, "sample"> {
    /** undefined where nothing new was in the file */
    importId?: number;
}

const shownProblems = 100;
const shownPairs = 5;

interface Sorted {
    pairs: NewPair[];
    labels: NewLabel[];
    preview: ImportPreview;
}

/** Says what an import would do. @throws StudioError as `readImport` */
export function previewImport(db: Db, options: ImportOptions, onProgress: OnProgress): ImportPreview {
    return sortOut(db, options, onProgress).preview;
}

/**
 * Takes a file in.
 * @throws StudioError data-invalid where a row cannot be used and must not be left out, or the file is another one now;
 *   as `readImport`; disk-full, busy. The store is as it was then.
 */
export function runImport(db: Db, options: ImportOptions, onProgress: OnProgress): ImportResult {
    const { pairs, labels, preview } = sortOut(db, options, onProgress);
    refuseUnwanted(options, preview);
    const { sample: _, ...result } = preview;
    if (pairs.length + labels.length === 0) return result;
    const stored = report(onProgress, "storing");
    const importId = write(db, () => {
        const { sha256, format } = preview;
        const id = addImport(db, {
            fileName: options.fileName,
            sha256,
            format,
            pairs: pairs.length,
            labels: labels.length,
        });
        addPairs(db, watched(pairs, stored), id);
        const insertLabel = labelInserter(db);
        for (const label of labels) insertLabel(label, id);
        return id;
    });
    return { ...result, importId };
}

function* watched<Item>(items: readonly Item[], onShare: (share: number) => void): Generator<Item> {
    for (const [index, item] of items.entries()) {
        onShare(index / items.length);
        yield item;
    }
}

/** The parts of an import, by how long they take: from and to, in thousandths. */
const parts = { reading: [0, 300], comparing: [300, 500], storing: [500, 1000] } as const;

function report(onProgress: OnProgress, part: keyof typeof parts): (share: number) => void {
    const [from, to] = parts[part];
    return (share) => onProgress(Math.round(from + share * (to - from)), 1000, part);
}

function refuseUnwanted(
    options: ImportOptions,
    { sha256, problems, problemCount, read: rows }: ImportPreview,
): void {
    if (options.expectedSha256 !== undefined && options.expectedSha256 !== sha256)
        throw new StudioError(
            "data-invalid",
            `"${options.fileName}" has changed since it was looked at. Look at it again, then import it.`,
        );
    if (problemCount > 0 && !options.skipInvalid)
        throw new StudioError(
            "data-invalid",
            `${problemCount} of ${rows} rows in "${options.fileName}" cannot be used. Correct them, or leave them out. ${problems[0]?.reason ?? ""}`,
        );
}

function sortOut(db: Db, options: ImportOptions, onProgress: OnProgress): Sorted {
    const file = readImport(options.path, options.format, report(onProgress, "reading"));
    const compared = report(onProgress, "comparing");
    const seen = createSeen(db);
    const sorted: Omit<Sorted, "preview"> = { pairs: [], labels: [] };
    read(db, () => {
        for (const [index, item] of file.items.entries()) {
            compared(index / file.items.length);
            if ("pair" in item) {
                const pair = complete(item.pair, options);
                if (seen.isNewPair(pair)) sorted.pairs.push(pair);
            } else {
                const label = complete(item.label, options);
                if (seen.isNewLabel(label)) sorted.labels.push(label);
            }
        }
    });
    return { ...sorted, preview: describe(file, sorted, seen) };
}

function complete<Item extends { labeller?: string; tags?: readonly string[] }>(
    item: Item,
    options: ImportOptions,
): Item {
    const tags = [...new Set([...(item.tags ?? []), ...options.tags])];
    return { ...item, tags, labeller: item.labeller || options.labeller };
}

function describe(
    { format, sha256, read: rows, problems }: ImportFile,
    { pairs, labels }: Omit<Sorted, "preview">,
    { duplicates, contradictions }: ReturnType<typeof createSeen>,
): ImportPreview {
    return {
        format,
        sha256,
        read: rows,
        pairs: pairs.length,
        labels: labels.length,
        duplicates,
        contradictions,
        problems: problems.slice(0, shownProblems),
        problemCount: problems.length,
        sample: pairs
            .slice(0, shownPairs)
            .map(({ prompt, chosen, rejected }) => ({ prompt, chosen, rejected })),
    };
}

/** Tells what is new, and counts what is not, and what contradicts something. */
function createSeen(db: Db) {
    const [stored, isStoredLabel] = [knownPairs(db), knownLabels(db)];
    const inFile = new Set<string>();
    const preferred = new Map<string, string>(); // by both answers, the first of them that is preferred
    const duplicates = { inFile: 0, inStore: 0 };
    const contradictions = { inFile: 0, withStore: 0 };
    const isNew = (key: string, isStored: () => boolean) => {
        const where = inFile.has(key) ? "inFile" : isStored() ? "inStore" : undefined;
        inFile.add(key);
        if (where) duplicates[where]++;
        return where === undefined;
    };
    const isNewPair = (pair: NewPair) => {
        const { verdict = "preferred", labeller = "" } = pair;
        const hash = hashPair(pair);
        const isStored = () => stored.isStored(hash, verdict, labeller);
        if (!isNew(`${hash} ${verdict} ${labeller}`, isStored)) return false;
        if (verdict === "preferred") countContradiction(hash, hashAnswers(pair));
        return true;
    };
    const countContradiction = (hash: string, answersHash: string) => {
        const first = preferred.get(answersHash);
        if (first === undefined) preferred.set(answersHash, hash);
        if (first !== undefined && first !== hash) contradictions.inFile++;
        else if (stored.isContradicted(hash, answersHash)) contradictions.withStore++;
    };
    const isNewLabel = (label: NewLabel) =>
        isNew(`${hashAnswer(label.prompt, label.answer)} ${label.rating} ${label.labeller}`, () =>
            isStoredLabel(label),
        );
    return { isNewPair, isNewLabel, duplicates, contradictions };
}
