/**
 * `qadapter chat`: one answer, or a conversation at the keyboard.
 */
import { createInterface } from "node:readline/promises";
import type { ChatMessage } from "../../preload/records.ts";
import { StudioError } from "../errors.ts";
import { FusedDecoder } from "../inference/fusedDecoder.ts";
import { type Answer, generate } from "../inference/generate.ts";
import { defaultSampling, type SamplingOptions } from "../inference/sampler.ts";
import type { ChatOptions } from "./chat.ts";
import { interruptSignal } from "./interrupt.ts";
import { printJson, printLine } from "./output.ts";
import { load, type Opened, open } from "./session.ts";

const defaults = { context: 4096, maxTokens: 512, seed: 1 };

/** Runs the subcommand. */
export async function run(options: ChatOptions): Promise<void> {
    const opened = await open(options);
    if (opened.tokenizer.template.origin === "fallback")
        printLine("This model brings no chat template; plain role names are used instead.");
    const context = Math.min(options.context ?? defaults.context, Number.MAX_SAFE_INTEGER);
    const decoder = new FusedDecoder(load(opened), opened.stack, context);
    const system: ChatMessage[] = options.system ? [{ role: "system", content: options.system }] : [];
    if (options.prompt === undefined) await converse(opened, decoder, system, options);
    else await answerOnce(opened, decoder, [...system, { role: "user", content: options.prompt }], options);
}

async function answerOnce(
    opened: Opened,
    decoder: FusedDecoder,
    messages: readonly ChatMessage[],
    options: ChatOptions,
): Promise<void> {
    const started = performance.now();
    const answer = await reply(opened, decoder, messages, options, !options.json);
    const seconds = (performance.now() - started) / 1000;
    if (options.json)
        printJson({ text: answer.text, tokens: answer.tokens.length, reason: answer.reason, seconds });
    else process.stdout.write("\n");
    if (answer.reason === "aborted")
        throw new StudioError("interrupted", "Stopped before the answer was complete.");
}

async function converse(
    opened: Opened,
    decoder: FusedDecoder,
    system: readonly ChatMessage[],
    options: ChatOptions,
): Promise<void> {
    const messages: ChatMessage[] = [...system];
    const keyboard = createInterface({ input: process.stdin, output: process.stderr });
    keyboard.setPrompt("> ");
    keyboard.prompt();
    for await (const line of keyboard) {
        if (line.trim() !== "") {
            messages.push({ role: "user", content: line });
            try {
                const answer = await reply(opened, decoder, messages, options, !options.json);
                messages.push({ role: "assistant", content: answer.text });
                if (options.json) printJson({ text: answer.text, reason: answer.reason });
                else process.stdout.write("\n");
                if (answer.reason === "context")
                    printLine("The conversation is full: start a new one to go on.");
            } catch (error) {
                if (!(error instanceof StudioError && error.code === "context-full")) throw error;
                messages.pop();
                printLine(error.message);
            }
        }
        if (interruptSignal.aborted) throw new StudioError("interrupted", "Stopped.");
        keyboard.prompt();
    }
    keyboard.close();
}

function reply(
    { tokenizer }: Opened,
    decoder: FusedDecoder,
    messages: readonly ChatMessage[],
    options: ChatOptions,
    stream: boolean,
): Promise<Answer> {
    return generate(decoder, tokenizer, tokenizer.encodePrompt(messages), {
        sampling: samplingOf(options),
        seed: options.seed ?? defaults.seed,
        maxTokens: options.maxTokens ?? defaults.maxTokens,
        signal: interruptSignal,
        onText: stream ? (text) => process.stdout.write(text) : undefined,
    });
}

function samplingOf(options: ChatOptions): SamplingOptions {
    return {
        ...defaultSampling,
        temperature: options.temperature ?? defaultSampling.temperature,
        topK: options.topK ?? defaultSampling.topK,
        topP: options.topP ?? defaultSampling.topP,
        minP: options.minP ?? defaultSampling.minP,
        repeatPenalty: options.repeatPenalty ?? defaultSampling.repeatPenalty,
    };
}
