/**
 * What everything that runs a model needs before its weights: the file, its tokenizer, and adapters that have been
 * checked against it. Opened in the order in which mistakes are cheapest to find. Prints nothing: what is doubtful is
 * noted, in sentences.
 */
import { StudioError } from "../errors.ts";
import { type GgufFile, getString } from "../formats/gguf/read.ts";
import { readModelFile } from "../formats/gguf/split.ts";
import type { GgmlLibrary } from "../ggml/library.ts";
import { type Adapter, checkAdapterFits, modelFingerprint, readAdapter } from "../model/adapterFile.ts";
import { judge } from "../model/runnable.ts";
import type { TemplateChoice } from "./chatTemplate.ts";
import { templateNames } from "./namedTemplates.ts";
import { Tokenizer } from "./tokenizer.ts";

/** An opened vocabulary, and what is doubtful about it. */
export interface OpenedVocabulary {
    tokenizer: Tokenizer;
    /** sentences for a person */
    notes: string[];
}

/** Opens a model file that the engine computes. @throws StudioError as readModelFile, `model-unsupported` */
export function openEngineModel(path: string): GgufFile {
    const file = readModelFile(path);
    const { runner, sentence } = judge(file);
    if (runner !== "engine") throw new StudioError("model-unsupported", sentence);
    return file;
}

/** Opens a model's vocabulary with its chat template, or a chosen one. @throws StudioError as Tokenizer.open */
export async function openVocabulary(file: GgufFile, chosen?: TemplateChoice): Promise<OpenedVocabulary> {
    const tokenizer = await Tokenizer.open(file, chosen);
    const notes: string[] = [];
    if (tokenizer.template.origin === "fallback")
        notes.push(
            `This model brings no chat template; plain role names are used instead. Choose another with --chat-template (${templateNames.join(", ")}).`,
        );
    const missing = typeof chosen === "string" ? tokenizer.missingMarkers(chosen) : [];
    if (missing.length > 0)
        notes.push(
            `The chat template “${chosen}” is probably not this model's: its vocabulary has no ${missing.join(", ")}.`,
        );
    const pre = getString(file, "tokenizer.ggml.pre", "default");
    if (getString(file, "tokenizer.ggml.model") === "gpt2" && pre === "default")
        notes.push(
            "This file does not say how its texts are cut before tokenising, so it may answer worse than it could: look for a newer conversion of the model.",
        );
    return { tokenizer, notes };
}

/** Reads an adapter and checks that it belongs to a model. @throws StudioError as readAdapter and checkAdapterFits */
export function openAdapter(path: string, file: GgufFile, library: GgmlLibrary): Adapter {
    const adapter = readAdapter(path, library);
    checkAdapterFits(adapter, path, file, () => modelFingerprint(file));
    return adapter;
}

/** A sentence where an adapter was trained with another chat template than the one in use. */
export function noteOtherTemplate(
    { template }: Adapter,
    path: string,
    tokenizer: Tokenizer,
): string | undefined {
    if (!template || template.sha256 === tokenizer.template.sha256) return undefined;
    const name = template.name === "model" ? "the model's own" : `“${template.name}”`;
    return `The adapter ${path} was trained with another chat template (${name}), so it may do less than it could.`;
}
