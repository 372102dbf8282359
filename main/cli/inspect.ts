/**
 * `qadapter inspect`: its arguments and help. What it does is in runInspect.ts.
 */
import type { Command } from "commander";
import { modelPath } from "./namedModels.ts";
import { jsonOption } from "./sharedOptions.ts";

/** What `qadapter inspect` was asked. */
export interface InspectOptions {
    /** Path of the GGUF file, a base model or an adapter. */
    file: string;
    json?: boolean;
}

/** Adds `inspect` to the program; `run` is called with the checked options. */
export function registerInspect(program: Command, run: (options: InspectOptions) => Promise<void>): void {
    program
        .command("inspect")
        .summary("show what is in a GGUF file")
        .description(
            "Shows what is in a GGUF file, a base model or an adapter, and whether it can be used here.",
        )
        .argument("<file>", "GGUF file, or smollm2 or pip", (name) => modelPath(name))
        .addOption(jsonOption())
        .action((file: string, options: Omit<InspectOptions, "file">) => run({ file, ...options }));
}
