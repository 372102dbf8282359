/**
 * `qadapter quiz`: its options and help. What it does is in runQuiz.ts.
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

/** What `qadapter quiz` was asked. */
export interface QuizOptions extends ModelOptions, ComputeOptions {
    questions: string;
    skipInvalid?: boolean;
    maxLength?: number;
    json?: boolean;
}

/** Adds `quiz` to the program; `run` is called with the checked options. */
export function registerQuiz(program: Command, run: (options: QuizOptions) => Promise<void>): void {
    program
        .command("quiz")
        .summary("ask questions to see what the model still knows")
        .description("Asks a model with adapters questions with known answers, to see what it still knows.")
        .addOption(modelOption())
        .addOption(adapterOption())
        .addOption(chatTemplateOption())
        .addOption(new Option("--questions <file>", "questions, a JSONL file").makeOptionMandatory())
        .addOption(skipInvalidOption())
        .addOption(maxLengthOption())
        .addOption(threadsOption())
        .addOption(deviceOption())
        .addOption(jsonOption())
        .action((options: QuizOptions) => run(options));
}
