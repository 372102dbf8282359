/**
 * `qadapter bench`: its options and help. What it does is in runBench.ts.
 */
import type { Command } from "commander";
import {
    adapterOption,
    type ComputeOptions,
    deviceOption,
    type ModelOptions,
    modelOption,
    threadsOption,
} from "./sharedOptions.ts";

/** What `qadapter bench` was asked. */
export interface BenchOptions extends ModelOptions, ComputeOptions {
    /** Names of the measurements to take; undefined means all. */
    only?: string[];
}

/** Adds `bench` to the program; `run` is called with the checked options. */
export function registerBench(program: Command, run: (options: BenchOptions) => Promise<void>): void {
    program
        .command("bench")
        .summary("measure speed and memory on this machine")
        .description("Measures speed and memory on this machine and prints one line of JSON per measurement.")
        .addOption(modelOption())
        .addOption(adapterOption())
        .option("--only <name...>", "take only these measurements")
        .addOption(threadsOption())
        .addOption(deviceOption())
        .action((options: BenchOptions) => run(options));
}
