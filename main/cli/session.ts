/**
 * What every subcommand that runs a model needs: the device, the model's file, tokenizer and weights, and its
 * adapters. Prints what is doubtful; how things are opened is in main/inference/openModel.ts.
 */
import type { GgufFile } from "../formats/gguf/read.ts";
import { Device } from "../ggml/device.ts";
import { noteOtherTemplate, openAdapter, openEngineModel, openVocabulary } from "../inference/openModel.ts";
import type { StackEntry } from "../inference/stack.ts";
import type { Tokenizer } from "../inference/tokenizer.ts";
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
    const file = openEngineModel(options.model);
    const device = Device.open(options.device ?? "auto", options.threads);
    if (device.isGpu)
        printLine(`Computing on ${device.name}: accelerators are experimental in this version.`);
    const choices = options.adapter ?? [];
    const stack = openStack({ file, device }, choices);
    const tokenizer = await openTokenizer(file, options);
    stack.forEach(({ adapter }, i) => {
        const note = noteOtherTemplate(adapter, choices[i]?.path ?? "", tokenizer);
        if (note) printLine(note);
    });
    return { file, device, tokenizer, stack };
}

/** Opens adapters of an opened model. @throws StudioError */
export function openStack(
    { file, device }: Pick<Opened, "file" | "device">,
    choices: ModelOptions["adapter"],
): StackEntry[] {
    return choices.map(({ path, weight }) => ({ adapter: openAdapter(path, file, device.library), weight }));
}

/** Opens a model's vocabulary and says what is doubtful about it or its chat template. @throws StudioError */
export async function openTokenizer(
    file: GgufFile,
    { chatTemplate }: Pick<ModelOptions, "chatTemplate">,
): Promise<Tokenizer> {
    const { tokenizer, notes } = await openVocabulary(file, chatTemplate);
    for (const note of notes) printLine(note);
    return tokenizer;
}

/** Loads the weights of an opened model. */
export function load({ file, device }: Opened, transposed = false): Model {
    return Model.load(file, device, { transposed });
}
