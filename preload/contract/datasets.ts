/**
 * Named selections of pairs, versioned by content, so that an adapter always knows what it was trained on.
 */
import { z } from "zod";
import type { DataSetPair } from "../records/preferences.ts";
import { answers, byId, id, noteText, type Page, pageInput, shortText } from "./common.ts";
import { type PairFilter, pairSelection } from "./preferences.ts";

/** A data set as it is now. */
export interface DatasetRecord {
    id: number;
    name: string;
    note: string;
    /** the filter it is made from; null for a fixed list */
    filter: PairFilter | null;
    pairs: number;
    /** SHA-256 over the pairs in order */
    sha256: string;
    /** counts up whenever its pairs change */
    version: number;
    createdAt: string;
    updatedAt: string;
}

export const datasets = {
    list: answers<DatasetRecord[]>().none,
    get: answers<DatasetRecord>().to(byId),
    create: answers<DatasetRecord>().to(
        z.object({ name: shortText, note: noteText.default(""), selection: pairSelection }),
    ),
    update: answers<DatasetRecord>().to(
        z.object({
            id,
            name: shortText.optional(),
            note: noteText.optional(),
            selection: pairSelection.optional(),
        }),
    ),
    /** Takes in what matches its filter now. */
    refresh: answers<DatasetRecord>().to(byId),
    remove: answers<void>().to(byId),
    restore: answers<DatasetRecord>().to(byId),
    /** of its newest version, word for word as they are trained on */
    pairs: answers<Page<DataSetPair>>().to(pageInput.extend({ id })),
};
