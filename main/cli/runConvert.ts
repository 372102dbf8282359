/**
 * `qadapter convert`: between PEFT's form of a LoRA and GGUF.
 */
import { readModelFile } from "../formats/gguf/split.ts";
import { Device } from "../ggml/device.ts";
import { type Adapter, parameterCount, readAdapter, writeAdapter } from "../model/adapterFile.ts";
import { exportPeft } from "../peft/exportPeft.ts";
import { importPeft, isPeft } from "../peft/importPeft.ts";
import type { ConvertOptions } from "./convert.ts";
import { printJson, printLine } from "./output.ts";
import { checkWritable } from "./writable.ts";

/** Runs the subcommand. */
export async function run({ from, model, out, name, json }: ConvertOptions): Promise<void> {
    const base = readModelFile(model);
    let adapter: Adapter;
    if (isPeft(from)) {
        checkWritable(out, "adapter");
        adapter = importPeft(from, base, name);
        writeAdapter(out, adapter);
    } else {
        adapter = readAdapter(from, Device.open("cpu", 1).library);
        await exportPeft(out, adapter, from, base);
    }
    printLine(`Wrote ${out}.`);
    if (json) printJson({ from, out, name: adapter.name, parameters: parameterCount(adapter) });
}
