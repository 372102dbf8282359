/**
 * `qadapter score`: its options and help. What it does is in runScore.ts.
 */
import { type Command, Option } from "commander";
import {
    adapterOption,
    type ComputeOptions,
    chatTemplateOption,
    deviceOption,
    jsonOption,
    type ModelOptions,
    maxLengthOption,
    modelOption,
    skipInvalidOption,
    threadsOption,
} from "./sharedOptions.ts";

/** What `qadapter score` was asked. */
export interface ScoreOptions extends ModelOptions, ComputeOptions {
    pairs: string;
    skipInvalid?: boolean;
    maxLength?: number;
    json?: boolean;
}

/** Adds `score` to the program; `run` is called with the checked options. */
export function registerScore(program: Command, run: (options: ScoreOptions) => Promise<void>): void {
    program
        .command("score")
        .summary("measure how often the preferred answer wins")
        .description(
            "Measures on preference pairs how often a model with adapters finds the preferred answer likelier.",
        )
        .addOption(modelOption())
        .addOption(adapterOption())
        .addOption(chatTemplateOption())
        .addOption(new Option("--pairs <file>", "preference pairs, a JSONL file").makeOptionMandatory())
        .addOption(skipInvalidOption())
        .addOption(maxLengthOption())
        .addOption(threadsOption())
        .addOption(deviceOption())
        .addOption(jsonOption())
        .action((options: ScoreOptions) => run(options));
}
