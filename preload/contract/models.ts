/**
 * Base models: which there are, what they can do on this computer, how a new one comes in.
 */
import { z } from "zod";
import { answers, byId, id, longText, type Progress, path, shortText, streams } from "./common.ts";

/** What is known of a model file before it is used. */
export interface ModelFacts {
    path: string;
    fileBytes: number;
    /** the model's own name, or the file's */
    name: string;
    architecture: string;
    parameters: number;
    /** for example "Q8_0" */
    quantization: string;
    contextLength: number;
    layers: number;
    vocabulary: number;
    /** where its chat template comes from */
    template: "model" | "fallback" | "chosen";
    /** whether it can be talked to and trained; `reason` says why not */
    chat: ModelAbility;
    training: ModelAbility;
}

/** Whether a model can do something on this computer. */
export interface ModelAbility {
    possible: boolean;
    /** why not, or what to expect, in a sentence */
    reason: string;
    /** memory it takes */
    bytes: number;
}

/** A model in the library. */
export interface ModelRecord extends ModelFacts {
    id: number;
    /** what people call it; may be changed */
    title: string;
    /** SHA-256 over the weights; adapters name their base by it. Null until it has been computed. */
    fingerprint: string | null;
    /** in the library's own folder, or where the person keeps it */
    owned: boolean;
    /** comes with the program */
    bundled: boolean;
    isDefault: boolean;
    /** missing: the file is not where it was; changed: it is another file now */
    state: "ready" | "missing" | "changed";
    addedAt: string;
    note: string;
}

/** The result of looking closely at a model's file. */
export interface ModelCheck {
    ok: boolean;
    fingerprint: string | null;
    /** each in a sentence */
    problems: string[];
}

/** A model file that can be downloaded. */
export interface RemoteModelFile {
    repository: string;
    file: string;
    bytes: number;
    sha256: string | null;
    /** what this computer can do with it */
    chat: ModelAbility;
    training: ModelAbility;
}

/** A model worth having, and what this computer can do with it. */
export interface ModelSuggestion {
    title: string;
    /** why one would choose it, in a sentence */
    why: string;
    licence: string;
    languages: string[];
    parameters: number;
    /** about */
    fileBytes: number;
    repository: string;
    chat: ModelAbility;
    training: ModelAbility;
}

const repository = z
    .string()
    .max(200)
    .regex(/^[\w.-]+\/[\w.-]+$/, 'A repository is named "owner/name".');

export const models = {
    list: answers<ModelRecord[]>().none,
    get: answers<ModelRecord>().to(byId),
    /** Models worth having, smallest first; asks nobody. */
    suggestions: answers<ModelSuggestion[]>().none,
    /** Looks at a file without taking it in. */
    inspect: answers<ModelFacts>().to(z.object({ path })),
    /** Takes a GGUF file in: where it lies, or as a copy in the library's folder. */
    add: streams<Progress<ModelRecord>>().to(
        z.object({ path, copy: z.boolean().default(false), title: shortText.optional() }),
    ),
    update: answers<ModelRecord>().to(
        z.object({
            id,
            title: shortText.optional(),
            note: z.string().max(20_000).optional(),
            /** a Jinja template instead of the model's own; null goes back to that */
            template: longText.nullish(),
            isDefault: z.literal(true).optional(),
        }),
    ),
    /** Tells where a file is now that moved; it has to be the same model. */
    relocate: answers<ModelRecord>().to(z.object({ id, path })),
    /** Checksum, loads, has a template. */
    verify: streams<Progress<ModelCheck>>().to(byId),
    /** Forgets a model; a file that the library owns goes to its wastebasket until the undo is gone. */
    remove: answers<void>().to(byId),
    restore: answers<ModelRecord>().to(byId),
    /** Loads into the engine, so that the first answer comes at once. */
    load: streams<Progress<void>>().to(byId),
    unload: answers<void>().none,
    /** What a Hugging Face repository offers. Uses the network; refused when offline is locked. */
    remoteFiles: answers<RemoteModelFile[]>().to(z.object({ repository })),
    /** Downloads with resume and SHA-256 check. Uses the network; refused when offline is locked. */
    download: streams<Progress<ModelRecord>>().to(z.object({ repository, file: z.string().min(1).max(500) })),
};
