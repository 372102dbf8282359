/**
 * `qadapter chat`: its options, their limits and help. What it does is in runChat.ts.
 */
import { type Command, Option } from "commander";
import { real, whole } from "./numbers.ts";
import {
    adapterOption,
    type ComputeOptions,
    chatTemplateOption,
    deviceOption,
    jsonOption,
    type ModelOptions,
    modelOption,
    seedOption,
    threadsOption,
} from "./sharedOptions.ts";

/** What `qadapter chat` was asked. */
export interface ChatOptions extends ModelOptions, ComputeOptions {
    /** One prompt to answer; without it the conversation is read from the keyboard. */
    prompt?: string;
    system?: string;
    temperature?: number;
    topK?: number;
    topP?: number;
    minP?: number;
    repeatPenalty?: number;
    seed?: number;
    maxTokens?: number;
    /** Tokens that the conversation may hold. */
    context?: number;
    json?: boolean;
}

const examples = `
Examples:
  qadapter chat --model base.gguf
  qadapter chat --model base.gguf --adapter warm.gguf --adapter terse.gguf:0.5 --prompt "How do I boil an egg?"`;

/** Adds `chat` to the program; `run` is called with the checked options. */
export function registerChat(program: Command, run: (options: ChatOptions) => Promise<void>): void {
    const command = program
        .command("chat")
        .summary("talk to a model with any number of adapters")
        .description("Talks to a base model with any number of adapters, each with its own weight.")
        .addOption(modelOption())
        .addOption(adapterOption())
        .addOption(chatTemplateOption())
        .option("--prompt <text>", "answer this one prompt and end")
        .option("--system <text>", "system message at the start")
        .addHelpText("after", examples)
        .action((options: ChatOptions) => run(options));
    addSampling(command);
    command
        .optionsGroup("Computing:")
        .addOption(threadsOption())
        .addOption(deviceOption())
        .addOption(jsonOption());
}

function addSampling(command: Command): void {
    const add = (flags: string, description: string, parser: (text: string) => number) =>
        command.addOption(new Option(flags, description).argParser(parser));
    command.optionsGroup("Sampling:");
    add("--temperature <t>", "0 always takes the likeliest token", real({ min: 0, max: 100 }));
    add("--top-k <n>", "choose among this many tokens only (0: all)", whole({ min: 0 }));
    add("--top-p <x>", "choose among the tokens that make up this share", real({ above: 0, max: 1 }));
    add("--min-p <x>", "drop tokens below this share of the likeliest one's", real({ min: 0, max: 1 }));
    add("--repeat-penalty <x>", "above 1 makes repeats less likely", real({ above: 0, max: 100 }));
    command.addOption(seedOption());
    add("--max-tokens <n>", "longest answer in tokens", whole({ min: 1 }));
    add("--context <n>", "tokens that the conversation may hold", whole({ min: 16 }));
}
