/**
 * `qadapter chat`: one answer, or a conversation at the keyboard.
 */
import { createInterface } from "node:readline/promises";
import type { ChatMessage } from "../../preload/records.ts";
import { StudioError } from "../errors.ts";
import { type GgufFile, isUnchanged } from "../formats/gguf/read.ts";
import { readModelFile } from "../formats/gguf/split.ts";
import { FusedDecoder } from "../inference/fusedDecoder.ts";
import { type Answer, generate, type NextToken } from "../inference/generate.ts";
import { LlamaCppChat } from "../inference/llamaCppChat.ts";
import { defaultSampling, type SamplingOptions } from "../inference/sampler.ts";
import type { Tokenizer } from "../inference/tokenizer.ts";
import type { FileVerdict } from "../model/fileKind.ts";
import { judge } from "../model/runnable.ts";
import type { ChatOptions } from "./chat.ts";
import { interruptSignal } from "./interrupt.ts";
import { printJson, printLine, streamText } from "./output.ts";
import { load, open, openTokenizer } from "./session.ts";

const defaults = { context: 4096, maxTokens: 512, seed: 1 };

/** Runs the subcommand. */
export async function run(options: ChatOptions): Promise<void> {
    const file = readModelFile(options.model);
    const verdict = judge(file);
    const speaker =
        verdict.runner === "llama.cpp"
            ? await openInLlamaCpp(file, verdict, options)
            : await openEngine(options);
    const system: ChatMessage[] = options.system ? [{ role: "system", content: options.system }] : [];
    if (options.prompt === undefined) await converse(speaker, system, options);
    else await answerOnce(speaker, [...system, { role: "user", content: options.prompt }], options);
}

/** What writes the answers. */
interface Speaker {
    file: GgufFile;
    tokenizer: Tokenizer;
    decoder: NextToken;
}

async function openEngine(options: ChatOptions): Promise<Speaker> {
    const opened = await open(options);
    const context = Math.min(options.context ?? defaults.context, Number.MAX_SAFE_INTEGER);
    return {
        file: opened.file,
        tokenizer: opened.tokenizer,
        decoder: new FusedDecoder(load(opened), opened.stack, context),
    };
}

/** Models that the engine does not compute can still be talked to, as they are. */
async function openInLlamaCpp(
    file: GgufFile,
    { sentence }: FileVerdict,
    options: ChatOptions,
): Promise<Speaker> {
    if (options.adapter.length > 0)
        throw new StudioError("model-unsupported", `${sentence} Adapters cannot be used with it.`);
    printLine(sentence);
    const tokenizer = await openTokenizer(file, options);
    const decoder = await LlamaCppChat.open(file, options.context ?? defaults.context, options.threads);
    return { file, tokenizer, decoder };
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
