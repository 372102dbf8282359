/**
 * `qadapter convert`: its arguments, options and help. What it does is in runConvert.ts.
 */
import { type Command, Option } from "commander";
import { jsonOption, modelOption } from "./sharedOptions.ts";

/** What `qadapter convert` was asked. */
export interface ConvertOptions {
    /** Path of a GGUF LoRA file, or of a PEFT LoRA: its folder, or a file in it. */
    from: string;
    /** The base model that it was trained on. */
    model: string;
    /** Where to write the other form. */
    out: string;
    name?: string;
    json?: boolean;
}

const examples = `
Examples:
  qadapter convert my-peft-lora --model base.gguf --out warm.gguf
  qadapter convert warm.gguf --model base.gguf --out my-peft-lora`;

/** Adds `convert` to the program; `run` is called with the checked options. */
export function registerConvert(program: Command, run: (options: ConvertOptions) => Promise<void>): void {
    program
        .command("convert")
        .summary("turn a PEFT LoRA into an adapter, or an adapter into a PEFT LoRA")
        .description(
            "Turns a LoRA of Hugging Face's PEFT (adapter_model.safetensors with adapter_config.json) into an adapter, " +
                "a GGUF LoRA file; or an adapter into a folder with those two files.",
        )
        .argument("<from>", "an adapter, or the folder of a PEFT LoRA")
        .addOption(modelOption())
        .addOption(
            new Option("--out <path>", "where to write the adapter, or the new folder").makeOptionMandatory(),
        )
        .addOption(new Option("--name <text>", "the new adapter's name (default: the folder's)"))
        .addOption(jsonOption())
        .addHelpText("after", examples)
        .action((from: string, options: Omit<ConvertOptions, "from">) => run({ from, ...options }));
}
