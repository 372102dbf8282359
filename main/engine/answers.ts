/**
 * Answers in chats and for labelling: one per column, all columns decoded together in one batch.
 * Not what is kept of them: the main process does that.
 */
import type { ChatMessage } from "../../preload/records.ts";
import { StudioError } from "../errors.ts";
import { readModelFile } from "../formats/gguf/split.ts";
import { fitConversation } from "../inference/fitConversation.ts";
import { type Answer, type GenerateOptions, generate, type NextToken } from "../inference/generate.ts";
import { type ColumnRequest, generateColumns } from "../inference/generateColumns.ts";
import { LlamaCppChat } from "../inference/llamaCppChat.ts";
import { defaultSampling, type SamplingOptions } from "../inference/sampler.ts";
import type { Tokenizer } from "../inference/tokenizer.ts";
import { judge } from "../model/runnable.ts";
import type { AnswerEvent, AnswerRequest, ModelReference } from "./contract.ts";
import type { Library } from "./library.ts";
import type { Turns } from "./turns.ts";

/** What is asked for. */
export interface AnswerInput {
    model: ModelReference;
    columns: readonly AnswerRequest[];
    contextLength: number;
    urgency: "chat" | "labelling";
    /** one per column: stops that column alone */
    stops: readonly AbortSignal[];
}

type Put = (event: AnswerEvent) => void;

/** Share of the context that is kept free for the answer, at most. */
const answerShare = 0.25;

/** Joins text of the same column; for the stream's mailbox. */
export function mergeAnswers(waiting: AnswerEvent[], event: AnswerEvent): void {
    const last = waiting.findLast((other) => "column" in other && other.column === columnOf(event));
    if (event.type === "text" && last?.type === "text")
        Object.assign(last, { ...event, text: last.text + event.text });
    else waiting.push({ ...event });
}

function columnOf(event: AnswerEvent): number | undefined {
    return "column" in event ? event.column : undefined;
}

/** Writes the answers. @throws StudioError as Library.use; `context-full` */
export async function answer(
    library: Library,
    turns: Turns,
    input: AnswerInput,
    put: Put,
    signal: AbortSignal,
): Promise<void> {
    const leave = turns.enter(input.urgency);
    try {
        const { runner, sentence } = judge(readModelFile(input.model.path));
        if (runner === "llama.cpp") await answerByLlamaCpp(library, input, sentence, put, signal);
        else await answerTogether(library, turns, input, put, signal);
    } finally {
        leave();
    }
}

async function answerTogether(
    library: Library,
    turns: Turns,
    { model, columns, contextLength, urgency, stops }: AnswerInput,
    put: Put,
    signal: AbortSignal,
): Promise<void> {
    const onLoad = () => put({ type: "loading" });
    await library.use(model, { onLoad }, async ({ tokenizer, decoder }) => {
        const { thing, release } = decoder(
            columns.map(({ stack }) => stack),
            contextLength,
        );
        try {
            const meter = new Meter(columns.length, put);
            const requests = columns.map((request, column) => ({
                ...prepare(tokenizer, request, column, thing.contextLength, put),
                signal: stops[column],
            }));
            await generateColumns(thing, tokenizer, requests, {
                signal,
                pause: () => turns.giveWay(urgency, signal),
                onToken: (column) => meter.count(column),
                onText: (column, text) => meter.text(column, text),
                onEnd: (column, result) => meter.end(column, result),
            });
        } finally {
            release();
        }
    });
}

/** Models that the engine does not compute answer one column after the other, as they are. */
async function answerByLlamaCpp(
    library: Library,
    { model, columns, contextLength, stops }: AnswerInput,
    sentence: string,
    put: Put,
    signal: AbortSignal,
): Promise<void> {
    if (columns.some(({ stack }) => stack.some(({ weight }) => weight !== 0)))
        throw new StudioError("model-unsupported", `${sentence} Adapters cannot be used with it.`);
    put({ type: "loading" });
    const file = readModelFile(model.path);
    const tokenizer = await library.tokenizer(file, model.template);
    const decoder: NextToken & { dispose(): Promise<void> } = await LlamaCppChat.open(
        file,
        contextLength,
        library.threads,
    );
    try {
        const meter = new Meter(columns.length, put);
        for (const [column, request] of columns.entries()) {
            const { prompt, ...rest } = prepare(tokenizer, request, column, decoder.contextLength, put);
            const options: GenerateOptions = {
                ...rest,
                signal: AbortSignal.any([signal, stops[column] as AbortSignal]),
                onText: (text) => {
                    meter.count(column);
                    meter.text(column, text);
                },
            };
            meter.end(column, await generate(decoder, tokenizer, prompt, options));
        }
    } finally {
        await decoder.dispose();
    }
}

/** Token ids of a request, shortened where the conversation is too long. */
function prepare(
    tokenizer: Tokenizer,
    { messages, prefix, sampling, seed }: AnswerRequest,
    column: number,
    contextLength: number,
    put: Put,
): ColumnRequest {
    const begun = prefix === "" ? [] : tokenizer.encode(prefix);
    const free = Math.ceil(Math.min(sampling.maxTokens, answerShare * contextLength));
    const limit = Math.max(1, contextLength - begun.length - free);
    const encode = (list: readonly ChatMessage[]) => tokenizer.encodePrompt(list);
    const { tokens, dropped } = fitConversation(encode, messages, limit);
    put({ type: "began", column, promptTokens: tokens.length + begun.length, droppedMessages: dropped });
    const { maxTokens, ...chosen } = sampling;
    const options: SamplingOptions = { ...defaultSampling, ...chosen };
    return { prompt: [...tokens, ...begun], sampling: options, seed, maxTokens };
}

/** Counts tokens and time of each column. */
class Meter {
    readonly #put: Put;
    readonly #started = performance.now();
    readonly #columns: { tokens: number; first: number; last: number }[];

    constructor(columns: number, put: Put) {
        this.#put = put;
        this.#columns = Array.from({ length: columns }, () => ({ tokens: 0, first: 0, last: 0 }));
    }

    count(column: number): void {
        const state = this.#columns[column];
        if (!state) return;
        state.last = performance.now();
        if (state.tokens++ === 0) state.first = state.last;
    }

    text(column: number, text: string): void {
        this.#put({ type: "text", column, text, ...this.#speed(column) });
    }

    end(column: number, { reason }: Answer): void {
        const { tokens, first } = this.#columns[column] ?? { tokens: 0, first: 0 };
        this.#put({
            type: "ended",
            column,
            reason: reason === "aborted" ? "stopped" : reason,
            ...this.#speed(column),
            secondsToFirstToken: tokens > 0 ? (first - this.#started) / 1000 : 0,
        });
    }

    #speed(column: number): { tokens: number; tokensPerSecond: number } {
        const { tokens, first, last } = this.#columns[column] ?? { tokens: 0, first: 0, last: 0 };
        const seconds = (last - first) / 1000;
        return { tokens, tokensPerSecond: seconds > 0 ? (tokens - 1) / seconds : 0 };
    }
}
