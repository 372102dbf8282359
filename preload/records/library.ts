/**
 * Models, adapters and stacks as they are stored.
 */
import type { Json } from "./common.ts";

/** A base model. */
export interface StoredModel {
    id: number;
    title: string;
    note: string;
    path: string;
    /** SHA-256 over the weights; null until it has been computed */
    fingerprint: string | null;
    fileBytes: number;
    /** the file's time of change when it was last looked at */
    fileChangedAt: string;
    /** in the library's own folder, or where the person keeps it */
    owned: boolean;
    /** comes with the program */
    bundled: boolean;
    isDefault: boolean;
    /** a chat template instead of the model's own */
    template: string | null;
    /** what is known of the file */
    facts: Json;
    createdAt: string;
}

/** An adapter. */
export interface StoredAdapter {
    id: number;
    name: string;
    note: string;
    tags: string[];
    /** file name in the data folder's adapters/ */
    file: string;
    sha256: string;
    fileBytes: number;
    /** null where the base is not in the library */
    modelId: number | null;
    baseName: string;
    baseFingerprint: string | null;
    architecture: string;
    method: "q-adapter" | "dpo" | "sft" | "replay" | "none";
    parameters: number;
    rank: number;
    origin: "trained" | "package" | "gguf" | "peft";
    runId: number | null;
    /** the version of the data set it was trained on, where that is here */
    versionId: number | null;
    dataSha256: string | null;
    settings: Json;
    metrics: Json;
    verdict: Json;
    createdAt: string;
}

/** One adapter of a stack. */
export interface StoredStackEntry {
    adapterId: number;
    /** 1: as trained */
    weight: number;
    enabled: boolean;
}

/** A saved stack. */
export interface StoredStack {
    id: number;
    name: string;
    modelId: number | null;
    /** multiplies every weight */
    strength: number;
    /** used for new conversations with its model */
    isDefault: boolean;
    entries: StoredStackEntry[];
    createdAt: string;
    updatedAt: string;
}
