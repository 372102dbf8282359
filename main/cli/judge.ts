/**
 * `qadapter judge`: its options and help. What it does is in runJudge.ts.
 */
import { type Command, Option } from "commander";
import { modelPath } from "./namedModels.ts";
import { whole } from "./numbers.ts";
import {
    type ComputeOptions,
    chatTemplateOption,
    deviceOption,
    jsonOption,
    type ModelOptions,
    seedOption,
    skipInvalidOption,
    threadsOption,
} from "./sharedOptions.ts";

/** What `qadapter judge` was asked. */
export interface JudgeOptions extends ComputeOptions, Pick<ModelOptions, "chatTemplate"> {
    judge: string;
    /** an evaluation that --out has kept, with sampled answers */
    run?: string;
    /** pairs that people have judged */
    pairs?: string;
    criterion?: string;
    limit?: number;
    seed: number;
    skipInvalid?: boolean;
    out?: string;
    json?: boolean;
}

/** Adds `judge` to the program; `run` is called with the checked options. */
export function registerJudge(program: Command, run: (options: JudgeOptions) => Promise<void>): void {
    program
        .command("judge")
        .summary("let a model judge sampled answers, and compare it with people")
        .description(
            "Lets any model judge which of two answers is better, in both orders: sampled answers of an evaluation against the original model's, and pairs that people have judged, to see whether judge and people agree.",
        )
        .addOption(
            new Option("--judge <file>", "the model that judges: any GGUF file, or smollm2 or pip")
                .argParser((name) => modelPath(name))
                .makeOptionMandatory(),
        )
        .addOption(chatTemplateOption())
        .addOption(new Option("--run <file>", "what evaluate or compare with --answers has kept with --out"))
        .addOption(new Option("--pairs <file>", "pairs that people have judged"))
        .addOption(new Option("--criterion <text>", "what makes an answer better, in a sentence"))
        .addOption(new Option("--limit <n>", "only so many cases of each kind").argParser(whole({ min: 1 })))
        .addOption(seedOption().default(1))
        .addOption(skipInvalidOption())
        .addOption(
            new Option(
                "--out <file>",
                "keep verdicts there (JSON); an interrupted judging goes on from there",
            ),
        )
        .addOption(threadsOption())
        .addOption(deviceOption())
        .addOption(jsonOption())
        .action((options: JudgeOptions) => run(options));
}
