/**
 * What the domains of the contract have in common: ids, limits, pages, progress.
 * Inputs are schemas, checked at run time; outputs are types, because the backend is trusted and the screens are not.
 */
import { eventIterator, oc, type Schema, type } from "@orpc/contract";
import { z } from "zod";

/** A row of the store. */
export const id = z.int().positive();
export const ids = z.array(id).min(1).max(100_000);
export const byId = z.object({ id });

/** Texts by how much they may hold (UTF-16 units). */
export const shortText = z.string().trim().min(1).max(200);
export const noteText = z.string().max(20_000);
export const longText = z.string().max(1_000_000);
export const searchText = z.string().max(1_000);
export const tag = z.string().trim().min(1).max(60);
export const tags = z.array(tag).max(50);
/** A path on the computer that the backend runs on. */
export const path = z
    .string()
    .min(1)
    .max(4096)
    .refine((text) => !text.includes("\0"), "A path cannot hold a NUL character.");

export const seed = z.int().min(0).max(4_294_967_295);
export const unit = z.number().min(0).max(1);
/** Strength of an adapter: 1 as trained, 0 without it; below 0 turns it round. */
export const weight = z.number().min(-10).max(10);

/** One page of a long list: `cursor` is what the page before answered as `next`. */
export const pageInput = z.object({
    limit: z.int().min(1).max(500).default(50),
    cursor: z.string().max(500).nullish(),
});

/** A page of a long list. */
export interface Page<Item> {
    items: Item[];
    /** cursor of the next page; null at the end */
    next: string | null;
    /** how many there are in all */
    total: number;
}

/** A file of the person: where it lies, or, from a browser, its bytes. */
export const fileInput = z.union([
    z.object({ path }),
    z.object({ name: z.string().min(1).max(255), text: z.string().max(64_000_000) }),
]);
/** Where to write: a path, or "download" for a link that the browser fetches once. */
export const fileOutput = z.union([z.object({ path }), z.literal("download")]);

/** A file that was written. */
export interface WrittenFile {
    path: string;
    bytes: number;
    /** set for "download": fetch this once, relative to the page */
    url?: string;
}

/** How far a piece of work is, `done` of `total` (`total` 0: not known). Ends with the result. */
export type Progress<Result> =
    | { type: "progress"; done: number; total: number; note?: string }
    | { type: "done"; result: Result };

/** A type alone as schema: what the backend answers is not checked again. */
function typed<Value>(): Schema<Value, Value> {
    return (type as () => Schema<Value, Value>)();
}

/** A call with an answer of this type. */
export function answers<Output>() {
    return {
        none: oc.output(typed<Output>()),
        to: <Input extends z.ZodType>(input: Input) => oc.input(input).output(typed<Output>()),
    };
}

/** A call that answers with a stream of events of this type; ending the stream, or its signal, ends the work. */
export function streams<Event>() {
    return {
        none: oc.output(eventIterator(typed<Event>())),
        to: <Input extends z.ZodType>(input: Input) => oc.input(input).output(eventIterator(typed<Event>())),
    };
}
