/**
 * Adapters: which there are, where they come from, files of them in and out.
 */
import { z } from "zod";
import {
    answers,
    byId,
    fileOutput,
    id,
    noteText,
    type Progress,
    path,
    shortText,
    streams,
    tags,
    type WrittenFile,
} from "./common.ts";
import type { TrainingSettings, TrainingVerdict } from "./training.ts";

/** An adapter. */
export interface AdapterRecord {
    id: number;
    name: string;
    note: string;
    tags: string[];
    /** null: its base is not in the library */
    modelId: number | null;
    base: { name: string; fingerprint: string } | null;
    /** SHA-256 of its file */
    sha256: string;
    fileBytes: number;
    parameters: number;
    rank: number;
    method: "q-adapter" | "dpo" | "sft" | "replay" | "none";
    origin: "trained" | "package" | "gguf" | "peft";
    runId: number | null;
    dataset: { name: string; sha256: string; pairs: number } | null;
    settings: Partial<TrainingSettings> | null;
    verdict: TrainingVerdict | null;
    /** missing: the file is gone; changed: its checksum is another now */
    state: "ready" | "missing" | "changed";
    createdAt: string;
}

/** What is in a package, before it is taken in. */
export interface PackagePreview {
    name: string;
    base: { name: string; fingerprint: string } | null;
    /** the base as it is in the library; null where it has to be added first */
    modelId: number | null;
    adapterBytes: number;
    pairs: number;
    note: string;
    problems: string[];
}

/** Two adapters side by side. */
export interface AdapterComparison {
    adapters: [AdapterRecord, AdapterRecord];
    sameBase: boolean;
    sameData: boolean;
    /** settings that differ */
    differences: { setting: string; values: [string, string] }[];
}

export const adapters = {
    list: answers<AdapterRecord[]>().to(z.object({ modelId: id.optional() }).default({})),
    get: answers<AdapterRecord>().to(byId),
    update: answers<AdapterRecord>().to(
        z.object({ id, name: shortText.optional(), note: noteText.optional(), tags: tags.optional() }),
    ),
    remove: answers<void>().to(byId),
    restore: answers<AdapterRecord>().to(byId),
    compare: answers<AdapterComparison>().to(z.object({ first: id, second: id })),
    /** Computes the file's checksum again. */
    verify: answers<AdapterRecord>().to(byId),
    exportPackage: streams<Progress<WrittenFile>>().to(
        z.object({ id, withData: z.boolean().default(false), to: fileOutput }),
    ),
    previewPackage: answers<PackagePreview>().to(z.object({ path })),
    importPackage: streams<Progress<AdapterRecord>>().to(
        z.object({ path, withData: z.boolean().default(false) }),
    ),
    /** A GGUF LoRA file, ours or llama.cpp's. */
    importGguf: streams<Progress<AdapterRecord>>().to(
        z.object({ path, modelId: id, name: shortText.optional() }),
    ),
    exportGguf: streams<Progress<WrittenFile>>().to(z.object({ id, to: fileOutput })),
    /** A folder with adapter_model.safetensors and adapter_config.json. */
    importPeft: streams<Progress<AdapterRecord>>().to(
        z.object({ path, modelId: id, name: shortText.optional() }),
    ),
    exportPeft: streams<Progress<WrittenFile>>().to(z.object({ id, path })),
};
