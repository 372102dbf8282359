/**
 * What every subcommand that runs a model needs: the device, the model's file, tokenizer and weights, and adapters
 * that have been checked against it. Opened in the order in which mistakes are cheapest to find.
 */

import type { GgufFile } from "../formats/gguf/read.ts";
import { readGguf } from "../formats/gguf/read.ts";
import { Device } from "../ggml/device.ts";
import type { StackEntry } from "../inference/stack.ts";
import { Tokenizer } from "../inference/tokenizer.ts";
import { checkAdapterFits, modelFingerprint, readAdapter } from "../model/adapterFile.ts";
import { readModelConfig } from "../model/architectures.ts";
import { checkModelTensors, Model } from "../model/weights.ts";
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
    const file = readGguf(options.model);
    checkModelTensors(file, readModelConfig(file));
    const device = Device.open(options.device ?? "auto", options.threads);
    if (device.isGpu)
        printLine(`Computing on ${device.name}: accelerators are experimental in this version.`);
    const stack = (options.adapter ?? []).map(({ path, weight }) => {
        const adapter = readAdapter(path, device.library);
        checkAdapterFits(adapter, path, file, () => modelFingerprint(file));
        return { adapter, weight };
    });
    const tokenizer = await Tokenizer.open(file);
    return { file, device, tokenizer, stack };
}

/** Loads the weights of an opened model. */
export function load({ file, device }: Opened, transposed = false): Model {
    return Model.load(file, device, { transposed });
}
