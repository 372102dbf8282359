/**
 * The options that `evaluate` and `compare` have in common: what is measured on, and where the results go.
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import { modelPath } from "./namedModels.ts";
import { isNumberText, whole } from "./numbers.ts";
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

/** What is measured on, and where results go. */
export interface EvaluationOptions
    extends ComputeOptions,
        Partial<Pick<ModelOptions, "model" | "chatTemplate">> {
    pairs: string[];
    /** answers to sample to the prompts of each file of pairs; 0: none */
    answers: number;
    questions: string[];
    form: "chat" | "letters" | "cloze";
    shots: number;
    examples?: string;
    instructions: string[];
    /** the questions, instructions and prompts that come with the program */
    retention?: boolean;
    /** for the drift along the base's own answers */
    prompts: string[];
    text: string[];
    limit?: number;
    maxTokens?: number;
    seed: number;
    skipInvalid?: boolean;
    json?: boolean;
    title?: string;
    out?: string;
    html?: string;
    csv?: string;
    repeat?: string;
}

const collect = (value: string, list: string[] = []) => [...list, value];
const files = (flags: string, text: string) => new Option(flags, text).argParser(collect).default([], "none");

/** Adds the options to a command. */
export function addEvaluationOptions(command: Command): Command {
    return command
        .addOption(
            new Option("--model <file>", "base model: a GGUF file, or smollm2 or pip").argParser((name) =>
                modelPath(name),
            ),
        )
        .addOption(chatTemplateOption())
        .addOption(files("--pairs <file>", "learned: pairs that were not trained on; may be repeated"))
        .addOption(
            new Option("--answers <n>", "learned: sample so many answers to the pairs' prompts")
                .argParser(whole({ min: 0, max: 5000 }))
                .default(0, "none"),
        )
        .addOption(files("--questions <file>", "kept: questions with known answers; may be repeated"))
        .addOption(
            new Option("--form <form>", "how questions are asked; letters and cloze as MMLU and ARC")
                .choices(["chat", "letters", "cloze"])
                .default("chat"),
        )
        .addOption(
            new Option("--shots <n>", "solved examples before each question, not in a chat")
                .argParser(whole({ min: 0, max: 10 }))
                .default(0),
        )
        .addOption(new Option("--examples <file>", "questions that the solved examples are taken from"))
        .addOption(files("--instructions <file>", "kept: instructions in IFEval's form; may be repeated"))
        .addOption(new Option("--retention", "kept: the questions, instructions and prompts that come along"))
        .addOption(files("--prompts <file>", "kept: drift along the model's own answers; may be repeated"))
        .addOption(files("--text <file>", "kept: perplexity of a text; may be repeated"))
        .addOption(new Option("--limit <n>", "only so many cases of each file").argParser(whole({ min: 1 })))
        .addOption(
            new Option(
                "--max-tokens <n>",
                "where answers are cut (default: 128; instructions: 256)",
            ).argParser(whole({ min: 1, max: 8192 })),
        )
        .addOption(seedOption().default(1))
        .addOption(skipInvalidOption())
        .addOption(new Option("--title <text>", "heading of the report"))
        .addOption(
            new Option(
                "--out <file>",
                "keep results there (JSON); an interrupted evaluation goes on from there",
            ),
        )
        .addOption(new Option("--html <file>", "write a report with plots"))
        .addOption(new Option("--csv <file>", "write all figures as CSV"))
        .addOption(new Option("--repeat <file>", "do again what --out has kept, and compare"))
        .addOption(threadsOption())
        .addOption(deviceOption())
        .addOption(jsonOption());
}

/** A parser of numbers with commas between them, for commander. */
export function numberList(min: number, max: number): (text: string) => number[] {
    return (text) => {
        const values = text.split(",").map((part) => part.trim());
        if (!values.every((part) => isNumberText(part) && Number(part) >= min && Number(part) <= max))
            throw new InvalidArgumentError(
                `Allowed are numbers from ${min} to ${max} with commas between them.`,
            );
        return values.map(Number);
    };
}
