/**
 * Writes an adapter as a LoRA of Hugging Face's PEFT: a folder with its two files. What makes a Q-adapter more than a
 * LoRA (how its policy is made of base and Q) has no place there: the result computes what llama.cpp computes with it.
 */
import { join } from "node:path";
import { writeContentAtomically } from "../files/atomicWrite.ts";
import { makeFolderAtomically } from "../files/newFolder.ts";
import type { GgufFile } from "../formats/gguf/read.ts";
import { writeSafetensors } from "../formats/safetensors/write.ts";
import {
    type Adapter,
    type AdapterHeader,
    checkAdapterFits,
    modelFingerprint,
} from "../model/adapterFile.ts";
import { readModelConfig } from "../model/architectures.ts";
import { peftFiles } from "./importPeft.ts";
import { moduleOf, peftName, reorderRows } from "./names.ts";

/**
 * Writes the folder, whole or not at all.
 * @param path the folder: not there yet, or empty
 * @param from the adapter's file, named where it does not fit
 * @param base the model that it was trained on
 * @throws StudioError adapter-mismatch (another base); file-access, file-missing, disk-full
 */
export async function exportPeft(
    path: string,
    adapter: Adapter,
    from: string,
    base: GgufFile,
): Promise<void> {
    checkAdapterFits(adapter, from, base, () => modelFingerprint(base));
    const model = readModelConfig(base);
    const config = `${JSON.stringify(describe(adapter, model.layers), null, 2)}\n`;
    await makeFolderAtomically(path, (folder) => {
        writeSafetensors(
            join(folder, peftFiles.tensors),
            adapter.matrices.map((matrix, i) => ({
                name: peftName(matrix),
                shape: [matrix.ne[1], matrix.ne[0]],
                values: reorderRows(model, matrix, adapter.values[i] as Float32Array, "toPeft"),
            })),
        );
        writeContentAtomically(join(folder, peftFiles.config), config);
    });
}

/** PEFT's LoraConfig. Its patterns match the ends of module names. */
function describe({ matrices, alpha, base }: AdapterHeader, layers: number): object {
    const first = matrices.filter(({ kind }) => kind === "a");
    const rank = Math.max(...first.map(({ ne }) => ne[1]));
    const others = first.filter(({ ne }) => ne[1] !== rank);
    const named = ({ layer, target }: (typeof first)[number]) => `layers.${layer}.${moduleOf(target)}`;
    const modules = new Set(first.map(({ target }) => moduleOf(target).split(".")[1]));
    return {
        peft_type: "LORA",
        task_type: "CAUSAL_LM",
        base_model_name_or_path: base?.name ?? null,
        r: rank,
        lora_alpha: alpha,
        lora_dropout: 0,
        bias: "none",
        fan_in_fan_out: false,
        use_rslora: false,
        use_dora: false,
        inference_mode: true,
        target_modules: first.length === modules.size * layers ? [...modules] : first.map(named),
        rank_pattern: Object.fromEntries(others.map((matrix) => [named(matrix), matrix.ne[1]])),
        alpha_pattern: {},
        modules_to_save: null,
    };
}
