/**
 * `qadapter unpack`: its arguments, options and help. What it does is in runUnpack.ts.
 */
import { type Command, Option } from "commander";
import { modelPath } from "./namedModels.ts";
import { jsonOption } from "./sharedOptions.ts";

/** What `qadapter unpack` was asked. */
export interface UnpackOptions {
    /** Path of the package. */
    package: string;
    /** Where the adapter goes; undefined: the package is only checked. */
    out?: string;
    /** Where its pairs go; undefined: they stay in it. */
    pairsOut?: string;
    /** The base model it has to be made for. */
    model?: string;
    json?: boolean;
}

/** Adds `unpack` to the program; `run` is called with the checked options. */
export function registerUnpack(program: Command, run: (options: UnpackOptions) => Promise<void>): void {
    program
        .command("unpack")
        .summary("check a package and take the adapter out of it")
        .description(
            "Checks all of an adapter package and says what is in it; with --out, takes the adapter out. " +
                "A package that is not sound in every part is refused as a whole.",
        )
        .argument("<package>", "the package, NAME.qadapter")
        .addOption(new Option("--out <file>", "where to write the adapter (default: only check)"))
        .addOption(new Option("--pairs-out <file>", "where to write the pairs it was trained on, as JSONL"))
        .addOption(
            new Option(
                "--model <file>",
                "refuse a package that was not made for this model, a GGUF file, or smollm2 or pip",
            ).argParser((name) => modelPath(name)),
        )
        .addOption(jsonOption())
        .action((path: string, options: Omit<UnpackOptions, "package">) =>
            run({ package: path, ...options }),
        );
}
