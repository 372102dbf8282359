/**
 * The two-answer arena: prompts, two answers each in an order that nobody knows, and a verdict.
 * A "label" queue collects preference pairs; a "comparison" queue finds out which of two stacks people prefer.
 */
import { z } from "zod";
import type { ChatMessage } from "../records.ts";
import { samplingSettings } from "./chat.ts";
import { answers, byId, fileInput, id, longText, noteText, shortText, streams, tags } from "./common.ts";
import { promptMessages } from "./preferences.ts";
import { type StackSetup, stackSetup } from "./stacks.ts";

/** Where a queue's prompts come from. */
export const promptSource = z.union([
    z.object({ kind: z.literal("file"), file: fileInput }),
    z.object({ kind: z.literal("list"), prompts: z.array(promptMessages).min(1).max(10_000) }),
    /** questions asked in past conversations */
    z.object({ kind: z.literal("chats"), limit: z.int().min(1).max(10_000).default(200) }),
    /** prompts that come with the program */
    z.object({ kind: z.literal("bundled") }),
]);
export type PromptSource = z.output<typeof promptSource>;

/** A queue and how far it is. */
export interface QueueRecord {
    id: number;
    name: string;
    kind: "label" | "comparison";
    modelId: number;
    /** the stacks that answer; the same one twice samples two answers of one model */
    first: StackSetup;
    second: StackSetup;
    tags: string[];
    prompts: number;
    /** answers are there, not judged yet */
    ready: number;
    judged: number;
    /** prompts left out: they gave no two answers that could be compared */
    failed: number;
    pairs: number;
    /** why no answers are being made, in a sentence; null while all is well */
    problem: string | null;
    createdAt: string;
}

/** Two answers to judge; which stack made which is not told before the verdict. */
export interface QueueItem {
    id: number;
    queueId: number;
    prompt: ChatMessage[];
    left: string;
    right: string;
}

export const judgements = ["left", "right", "tie", "both-bad", "skip"] as const;
export type Judgement = (typeof judgements)[number];

/** What a verdict did. */
export interface Judged {
    queue: QueueRecord;
    /** null where the verdict makes no pair */
    pairId: number | null;
    /** which stack had made the left answer */
    left: "first" | "second";
}

/** How two stacks compare so far; intervals are 95 % (Wilson). */
export interface ComparisonResult {
    first: { name: string; wins: number };
    second: { name: string; wins: number };
    ties: number;
    bothBad: number;
    skipped: number;
    /** share of decided comparisons that the first one won; a tie counts half */
    winRate: { value: number; low: number; high: number } | null;
    sentence: string;
}

export const queues = {
    list: answers<QueueRecord[]>().none,
    get: answers<QueueRecord>().to(byId),
    create: answers<QueueRecord>().to(
        z.object({
            name: shortText,
            kind: z.enum(["label", "comparison"]).default("label"),
            modelId: id,
            prompts: promptSource,
            first: stackSetup,
            second: stackSetup,
            sampling: samplingSettings.optional(),
            tags: tags.default([]),
        }),
    ),
    update: answers<QueueRecord>().to(z.object({ id, name: shortText.optional(), tags: tags.optional() })),
    remove: answers<void>().to(byId),
    restore: answers<QueueRecord>().to(byId),
    /**
     * The next items, answered already; answers ahead are made in the background while somebody labels. Waits for the
     * first one where none is ready; empty where no more will come, or `problem` says why not.
     */
    next: answers<QueueItem[]>().to(z.object({ queueId: id, count: z.int().min(1).max(10).default(3) })),
    /**
     * `better`: the person's own text in place of the better answer; the pair is that text over the other answer.
     * Only with left and right, and not in comparisons, which make no pairs.
     */
    judge: answers<Judged>().to(
        z.object({
            itemId: id,
            judgement: z.enum(judgements),
            strength: z.int().min(1).max(3).nullable().default(null),
            better: longText.min(1).optional(),
            note: noteText.optional(),
        }),
    ),
    /** Takes back the last verdict, and gives the item again. */
    undo: answers<{ queue: QueueRecord; item: QueueItem | null }>().to(z.object({ queueId: id })),
    result: answers<ComparisonResult>().to(byId),
    /** The queue whenever something changes, beginning with how it is. */
    watch: streams<QueueRecord>().to(z.object({ queueId: id })),
};
