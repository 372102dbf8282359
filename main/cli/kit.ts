/**
 * `qadapter kit`: its options and help. What it does is in runKit.ts.
 */
import { type Command, Option } from "commander";
import { jsonOption } from "./sharedOptions.ts";

/** What `qadapter kit` was asked. */
export interface KitOptions {
    /** The new folder. */
    out: string;
    files: string[];
    json?: boolean;
}

const examples = `
Example:
  qadapter kit --out /media/stick/kit q-adapter-studio-setup.exe llama.gguf warm.qadapter`;

/** Adds `kit` to the program; `run` is called with the checked options. */
export function registerKit(program: Command, run: (options: KitOptions) => Promise<void>): void {
    program
        .command("kit")
        .summary("make a folder to carry to computers without a network")
        .description(
            "Copies installers, models and adapters into one new folder, with checksums and a page that says what to do.",
        )
        .argument("<files...>", "what goes into the kit")
        .addOption(new Option("--out <dir>", "the new folder").makeOptionMandatory())
        .addOption(jsonOption())
        .addHelpText("after", examples)
        .action((files: string[], options: Omit<KitOptions, "files">) => run({ ...options, files }));
}
