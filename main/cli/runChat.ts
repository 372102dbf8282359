/**
 * `qadapter chat`: one answer, or a conversation at the keyboard.
 */
import { createInterface } from "node:readline/promises";
import type { ChatMessage } from "../../preload/records.ts";
import { StudioError } from "../errors.ts";
import { type GgufFile, isUnchanged } from "../formats/gguf/read.ts";
import { type Answer, generate } from "../inference/generate.ts";
import { defaultSampling, type SamplingOptions } from "../inference/sampler.ts";
import type { ChatOptions } from "./chat.ts";
import { interruptSignal } from "./interrupt.ts";
import { printJson, printLine, streamText } from "./output.ts";
import { openSpeaker, type Speaker } from "./speaker.ts";

const defaults = { maxTokens: 512, seed: 1 };

/** Runs the subcommand. */
export async function run(options: ChatOptions): Promise<void> {
    const speaker = await openSpeaker(options);
    const system: ChatMessage[] = options.system ? [{ role: "system", content: options.system }] : [];
    if (options.prompt === undefined) await converse(speaker, system, options);
    else await answerOnce(speaker, [...system, { role: "user", content: options.prompt }], options);
}

async function answerOnce(
    speaker: Speaker,
    messages: readonly ChatMessage[],
    options: ChatOptions,
): Promise<void> {
    const started = performance.now();
    const answer = await reply(speaker, messages, options, !options.json);
    const seconds = (performance.now() - started) / 1000;
    if (options.json)
        printJson({ text: answer.text, tokens: answer.tokens.length, reason: answer.reason, seconds });
    else process.stdout.write("\n");
    if (answer.reason === "aborted")
        throw new StudioError("interrupted", "Stopped before the answer was complete.");
}

async function converse(
    speaker: Speaker,
    system: readonly ChatMessage[],
    options: ChatOptions,
): Promise<void> {
    const messages: ChatMessage[] = [...system];
    let isReplaced = false;
    const keyboard = createInterface({ input: process.stdin, output: process.stderr });
    keyboard.setPrompt("> ");
    keyboard.prompt();
    for await (const line of keyboard) {
        if (line.trim() !== "") {
            if (!isReplaced && !isUnchanged(speaker.file)) {
                isReplaced = true;
                sayReplaced(speaker.file);
            }
            messages.push({ role: "user", content: line });
            try {
                const answer = await reply(speaker, messages, options, !options.json);
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

/** Everything that was loaded is in memory, so it goes on; but it is no longer what the path leads to. */
function sayReplaced({ path }: GgufFile): void {
    printLine(
        `"${path}" is no longer the file that was loaded (it was replaced, changed or removed); this conversation goes on with the model as it was.`,
    );
}

function reply(
    { tokenizer, decoder }: Speaker,
    messages: readonly ChatMessage[],
    options: ChatOptions,
    stream: boolean,
): Promise<Answer> {
    return generate(decoder, tokenizer, tokenizer.encodePrompt(messages), {
        sampling: samplingOf(options),
        seed: options.seed ?? defaults.seed,
        maxTokens: options.maxTokens ?? defaults.maxTokens,
        signal: interruptSignal,
        onText: stream ? (text) => streamText(text) : undefined,
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
