/**
 * What stored records have in common.
 */

/** Something that JSON can hold; who stores it checks it on the way out. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A page of a long list: pass `next` as the cursor of the next call. */
export interface StoredPage<Item> {
    items: Item[];
    /** null at the end */
    next: string | null;
    /** how many there are in all */
    total: number;
}

/** What can be deleted and brought back. */
export type DeletableKind =
    | "models"
    | "pairs"
    | "labels"
    | "data_sets"
    | "training_runs"
    | "adapters"
    | "stacks"
    | "conversations"
    | "messages"
    | "queues"
    | "evaluations"
    | "judgings"
    | "chat_presets";

/** A deletion that can be taken back. */
export interface StoredDeletion {
    id: number;
    kind: DeletableKind;
    /** rows */
    count: number;
    createdAt: string;
}

/** A copy of the database. */
export interface StoredBackup {
    /** file name in the folder of the backups */
    id: string;
    path: string;
    bytes: number;
    createdAt: string;
    reason: BackupReason;
}

export type BackupReason = "manual" | "before-migration" | "before-delete" | "before-restore";

/** Settings of the program and other values by key. */
export type StoredSettings = Record<string, Json>;
