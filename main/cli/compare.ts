/**
 * `qadapter compare`: its options and help. What it does is in runEvaluate.ts.
 */
import { type Command, Option } from "commander";
import { type CandidateChoice, collectCandidate } from "./candidateOption.ts";
import { addEvaluationOptions, type EvaluationOptions } from "./evaluationOptions.ts";

/** What `qadapter compare` was asked. */
export interface CompareOptions extends EvaluationOptions {
    candidate: CandidateChoice[];
    matrix?: boolean;
}

/** Adds `compare` to the program; `run` is called with the checked options. */
export function registerCompare(program: Command, run: (options: CompareOptions) => Promise<void>): void {
    const command = program
        .command("compare")
        .summary("measure several adapters and stacks side by side")
        .description(
            "Measures the original model and several candidates on the same cases, with paired differences.",
        )
        .addOption(
            new Option(
                "--candidate <[name=]file[:weight][+file[:weight]…]>",
                "an adapter or a stack of several; may be repeated",
            )
                .argParser(collectCandidate)
                .default([], "none"),
        )
        .addOption(
            new Option("--matrix", "also each two of the candidates together: does one hurt another?"),
        );
    addEvaluationOptions(command).action((options: CompareOptions) => run(options));
}
