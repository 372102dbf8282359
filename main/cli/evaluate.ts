/**
 * `qadapter evaluate`: its options and help. What it does is in runEvaluate.ts.
 */
import { type Command, Option } from "commander";
import { addEvaluationOptions, type EvaluationOptions, numberList } from "./evaluationOptions.ts";
import { real } from "./numbers.ts";
import { adapterOption, type ModelOptions } from "./sharedOptions.ts";

/** What `qadapter evaluate` was asked. */
export interface EvaluateOptions extends EvaluationOptions, Pick<ModelOptions, "adapter"> {
    /** strengths of the whole stack; true: the usual ones */
    sweep?: number[] | true;
    alpha0?: number[];
    bound: number;
}

/** Adds `evaluate` to the program; `run` is called with the checked options. */
export function registerEvaluate(program: Command, run: (options: EvaluateOptions) => Promise<void>): void {
    const command = program
        .command("evaluate")
        .summary("measure what an adapter has learned and what was forgotten")
        .description(
            "Measures a stack of adapters beside the original model on the same cases: what was learned, what was forgotten.",
        )
        .addOption(adapterOption())
        .addOption(
            new Option(
                "--sweep [strengths]",
                "the stack at several strengths (default: 0.25 to 1.5), to see what each costs",
            ).argParser(numberList(0, 10)),
        )
        .addOption(
            new Option("--alpha0 <numbers>", "with --sweep: also with these α₀ at decoding").argParser(
                numberList(0, 10),
            ),
        )
        .addOption(
            new Option(
                "--bound <points>",
                "with --sweep: suggest the largest strength that loses at most so many points",
            )
                .argParser(real({ min: 0, max: 100 }))
                .default(2),
        );
    addEvaluationOptions(command).action((options: EvaluateOptions) => run(options));
}
