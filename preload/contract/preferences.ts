/**
 * Preference pairs, labels without a pair, and files of them. Labelling with the arena is queues.ts.
 */
import { z } from "zod";
import type { StoredLabel, StoredPair, StoredPairStatistics } from "../records/preferences.ts";
import type { ChatMessage } from "../records.ts";
import {
    answers,
    byId,
    fileInput,
    fileOutput,
    id,
    ids,
    longText,
    noteText,
    type Page,
    type Progress,
    pageInput,
    searchText,
    streams,
    tag,
    tags,
    type WrittenFile,
} from "./common.ts";

export const message = z.object({
    role: z.enum(["system", "user", "assistant"]),
    content: longText,
});
/** A conversation up to and including the question. */
export const promptMessages = z.array(message).min(1).max(200);

export const pairSources = ["chat", "queue", "edit", "import", "manual", "package"] as const;
/** preferred: `chosen` is better; tie and both-bad: no order; skip: not decided */
export const verdicts = ["preferred", "tie", "both-bad", "skip"] as const;

export type PairRecord = StoredPair;

export type LabelRecord = StoredLabel;

export const pairOrders = ["newest", "oldest", "longest", "updated"] as const;

/** Which pairs: what is left out does not restrict. */
export const pairFilter = z.object({
    text: searchText.optional(),
    verdicts: z.array(z.enum(verdicts)).max(4).optional(),
    sources: z.array(z.enum(pairSources)).max(pairSources.length).optional(),
    /** pairs that have all of these */
    tags: tags.optional(),
    untagged: z.boolean().optional(),
    labeller: z.string().max(200).optional(),
    contradicted: z.boolean().optional(),
    /** an earlier pair of the same labeller says exactly the same */
    repeated: z.boolean().optional(),
    /** came with this import */
    importId: id.optional(),
    createdFrom: z.iso.datetime().optional(),
    createdTo: z.iso.datetime().optional(),
});
export type PairFilter = z.output<typeof pairFilter>;

/** Pairs by id, or all that match a filter. */
export const pairSelection = z.union([z.object({ ids }), z.object({ filter: pairFilter })]);
export type PairSelection = z.output<typeof pairSelection>;

/** What the bundled examples prefer. */
export const exampleStyles = ["warm", "terse", "formal"] as const;

/** json: JSONL, a JSON list, TRL (paired and unpaired), HH-RLHF */
export const importFormats = ["auto", "json", "csv"] as const;
export const exportFormats = ["trl", "trl-unpaired", "hh-rlhf", "csv"] as const;

/** What an import will do, before it is done. */
export interface ImportPreview {
    /** what the file was recognised as, in words */
    format: string;
    /** SHA-256 of the file, for `import` */
    sha256: string;
    read: number;
    /** what would come in */
    pairs: number;
    labels: number;
    /** exact copies within the file, and of pairs that are here already */
    duplicates: { inFile: number; inStore: number };
    /** pairs that judge another one the other way round */
    contradictions: { inFile: number; withStore: number };
    /** the first rows that cannot be used */
    problems: { line: number; reason: string }[];
    problemCount: number;
    sample: { prompt: ChatMessage[]; chosen: string; rejected: string }[];
}

/** What an import did. */
export interface ImportResult {
    /** for a filter; null where nothing new was in the file */
    importId: number | null;
    added: number;
    labelsAdded: number;
    duplicates: number;
    skipped: number;
    problems: { line: number; reason: string }[];
}

/** Figures over all pairs, or those of a filter. */
export type PairStatistics = StoredPairStatistics;

const pairFields = {
    prompt: promptMessages,
    chosen: longText,
    rejected: longText,
    verdict: z.enum(verdicts).default("preferred"),
    strength: z.int().min(1).max(3).nullable().default(null),
    tags: tags.default([]),
    note: noteText.default(""),
};
const pairChanges = z.object({
    id,
    prompt: promptMessages.optional(),
    chosen: longText.optional(),
    rejected: longText.optional(),
    verdict: z.enum(verdicts).optional(),
    strength: z.int().min(1).max(3).nullish(),
    tags: tags.optional(),
    note: noteText.optional(),
});

export const preferences = {
    list: answers<Page<PairRecord>>().to(
        pageInput.extend({
            filter: pairFilter.default({}),
            order: z.enum(pairOrders).default("newest"),
            /** leaves out so many rows, in place of a cursor: for jumping to the middle of a long list */
            skip: z.int().min(0).max(100_000_000).optional(),
        }),
    ),
    get: answers<PairRecord>().to(byId),
    create: answers<PairRecord>().to(z.object(pairFields)),
    update: answers<PairRecord>().to(pairChanges),
    /** Exchanges chosen and rejected. */
    swap: answers<PairRecord>().to(byId),
    remove: answers<{ removed: number; undo: string }>().to(z.object({ selection: pairSelection })),
    /** Takes back a removal. */
    restore: answers<{ restored: number }>().to(z.object({ undo: z.string().max(200) })),
    tag: answers<{ changed: number }>().to(
        z.object({
            selection: pairSelection,
            add: z.array(tag).max(50).default([]),
            remove: z.array(tag).max(50).default([]),
        }),
    ),
    tags: answers<{ tag: string; pairs: number }[]>().none,
    /** Files of pairs that come with the program, made for Pip; to be imported by their paths. */
    examples: answers<{ style: (typeof exampleStyles)[number]; path: string }[]>().none,
    labels: answers<Page<LabelRecord>>().to(pageInput),
    removeLabel: answers<void>().to(byId),
    statistics: answers<PairStatistics>().to(
        z.object({ filter: pairFilter.default({}) }).default({ filter: {} }),
    ),

    previewImport: answers<ImportPreview>().to(
        z.object({ file: fileInput, format: z.enum(importFormats).default("auto") }),
    ),
    /** All or nothing; ending the stream before its end leaves everything as it was. */
    import: streams<Progress<ImportResult>>().to(
        z.object({
            file: fileInput,
            format: z.enum(importFormats).default("auto"),
            tags: tags.default([]),
            skipInvalid: z.boolean().default(false),
            /** of the preview: refused where the file has changed since */
            sha256: z.string().length(64).optional(),
        }),
    ),
    export: streams<Progress<WrittenFile>>().to(
        z.object({
            filter: pairFilter.default({}),
            format: z.enum(exportFormats),
            /** trl-unpaired: answers with a thumb of their own, too */
            withLabels: z.boolean().default(true),
            to: fileOutput,
        }),
    ),
};
