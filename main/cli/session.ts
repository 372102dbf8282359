/**
 * What every subcommand that runs a model needs: the device, the model's file, tokenizer and weights, and adapters
 * that have been checked against it. Opened in the order in which mistakes are cheapest to find.
 */
import { StudioError } from "../errors.ts";
import { type GgufFile, getString } from "../formats/gguf/read.ts";
import { readModelFile } from "../formats/gguf/split.ts";
import { Device } from "../ggml/device.ts";
import { templateNames } from "../inference/namedTemplates.ts";
import type { StackEntry } from "../inference/stack.ts";
import { Tokenizer } from "../inference/tokenizer.ts";
import { checkAdapterFits, modelFingerprint, readAdapter } from "../model/adapterFile.ts";
import { judge } from "../model/runnable.ts";
import { Model } from "../model/weights.ts";
import { printLine } from "./output.ts";
import type { ComputeOptions, ModelOptions } from "./sharedOptions.ts";

/** An opened model without its weights. */
export interface Opened {
    file: GgufFile;
    device: Device;
    tokenizer: Tokenizer;
    stack: StackEntry[];
}

/** Opens and checks everything but the weights. @throws StudioError */
export async function open(
    options: Pick<ModelOptions, "model"> & Partial<ModelOptions> & ComputeOptions,
): Promise<Opened> {
    const file = readModelFile(options.model);
    const { runner, sentence } = judge(file);
    if (runner !== "engine") throw new StudioError("model-unsupported", sentence);
    const device = Device.open(options.device ?? "auto", options.threads);
    if (device.isGpu)
        printLine(`Computing on ${device.name}: accelerators are experimental in this version.`);
    const stack = (options.adapter ?? []).map(({ path, weight }) => {
        const adapter = readAdapter(path, device.library);
        checkAdapterFits(adapter, path, file, () => modelFingerprint(file));
        return { adapter, weight };
    });
    const tokenizer = await openTokenizer(file, options);
    for (const [index, { adapter }] of stack.entries())
        if (adapter.template && adapter.template.sha256 !== tokenizer.template.sha256)
            printLine(
                `The adapter ${options.adapter?.[index]?.path} was trained with another chat template (${describeTemplate(adapter.template.name)}), so it may do less than it could.`,
            );
    return { file, device, tokenizer, stack };
}

/** Opens a model's vocabulary and says what is doubtful about it or its chat template. @throws StudioError */
export async function openTokenizer(
    file: GgufFile,
    { chatTemplate }: Pick<ModelOptions, "chatTemplate">,
): Promise<Tokenizer> {
    const tokenizer = await Tokenizer.open(file, chatTemplate);
    if (tokenizer.template.origin === "fallback")
        printLine(
            `This model brings no chat template; plain role names are used instead. Choose another with --chat-template (${templateNames.join(", ")}).`,
        );
    const missing = chatTemplate ? tokenizer.missingMarkers(chatTemplate) : [];
    if (missing.length > 0)
        printLine(
            `The chat template “${chatTemplate}” is probably not this model's: its vocabulary has no ${missing.join(" and no ")}.`,
        );
    const pre = getString(file, "tokenizer.ggml.pre", "default");
    if (getString(file, "tokenizer.ggml.model") === "gpt2" && pre === "default")
        printLine(
            "This file does not say how its texts are cut before tokenising, so it may answer worse than it could: look for a newer conversion of the model.",
        );
    return tokenizer;
}

function describeTemplate(name: string): string {
    return name === "model" ? "the model's own" : `“${name}”`;
}

/** Loads the weights of an opened model. */
export function load({ file, device }: Opened, transposed = false): Model {
    return Model.load(file, device, { transposed });
}
