/**
 * `qadapter pack`: its options and help. What it does is in runPack.ts.
 */
import { type Command, Option } from "commander";
import { jsonOption } from "./sharedOptions.ts";

/** What `qadapter pack` was asked. */
export interface PackOptions {
    /** Path of the adapter. */
    adapter: string;
    /** Where to write the package. */
    out: string;
    name?: string;
    note?: string;
    tag: string[];
    /** The pairs it was trained on, to go with it. */
    pairs?: string;
    json?: boolean;
}

/** Adds `pack` to the program; `run` is called with the checked options. */
export function registerPack(program: Command, run: (options: PackOptions) => Promise<void>): void {
    program
        .command("pack")
        .summary("put an adapter into one file to pass on")
        .description(
            "Puts an adapter, what is known of it and, if you like, the pairs it was trained on into one package: " +
                "a zip file with a checksum for each part.",
        )
        .addOption(new Option("--adapter <file>", "the adapter, a GGUF LoRA file").makeOptionMandatory())
        .addOption(
            new Option("--out <file>", "where to write the package, NAME.qadapter").makeOptionMandatory(),
        )
        .addOption(new Option("--name <text>", "the adapter's name (default: as in its file)"))
        .addOption(new Option("--note <text>", "a note for whoever gets it"))
        .addOption(
            new Option("--tag <text>", "a word to find it by; may be repeated")
                .argParser((tag: string, tags: string[]) => [...tags, tag])
                .default([], "none"),
        )
        .addOption(new Option("--pairs <file>", "the pairs it was trained on (default: they stay here)"))
        .addOption(jsonOption())
        .action((options: PackOptions) => run(options));
}
