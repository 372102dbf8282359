/**
 * Answers of several columns, token by token, all in the same passes (columnDecoder.ts). One answer alone: generate.ts.
 */
import { StudioError } from "../errors.ts";
import { createRandom, type Random } from "../random.ts";
import type { ColumnDecoder } from "./columnDecoder.ts";
import type { Answer } from "./generate.ts";
import { type SamplingOptions, sampleToken } from "./sampler.ts";
import { type AnswerDecoder, TextStream } from "./textStream.ts";

/** What one column has to answer. */
export interface ColumnRequest {
    /** ids of the conversation up to where the answer begins, or goes on */
    prompt: readonly number[];
    sampling: SamplingOptions;
    seed: number;
    maxTokens: number;
    /** stops this column alone */
    signal?: AbortSignal;
}

/** What happens meanwhile. */
export interface ColumnListener {
    onText?: (column: number, text: string) => void;
    /** after each token of a column */
    onToken?: (column: number) => void;
    /** when a column is done, while others may go on */
    onEnd?: (column: number, answer: Answer) => void;
    /** between tokens: lets more urgent work go first */
    pause?: () => Promise<void>;
    signal?: AbortSignal;
}

/** Where a column stands. */
interface State {
    request: ColumnRequest;
    random: Random;
    stream: TextStream;
    /** prompt and answer */
    tokens: number[];
    answer: number[];
    reason?: Answer["reason"];
}

/** Answers in all columns. @throws StudioError `context-full` if not even a prompt fits */
export async function generateColumns(
    decoder: ColumnDecoder,
    vocabulary: AnswerDecoder,
    requests: readonly ColumnRequest[],
    listener: ColumnListener = {},
): Promise<Answer[]> {
    const states = requests.map((request, column): State => {
        const onText = (text: string) => listener.onText?.(column, text);
        return {
            request,
            random: createRandom(request.seed),
            stream: new TextStream(vocabulary, onText),
            tokens: [...request.prompt],
            answer: [],
        };
    });
    const end = (column: number, reason: Answer["reason"]) => {
        const state = states[column] as State;
        if (state.reason) return;
        state.reason = reason;
        listener.onEnd?.(column, answerOf(state));
    };
    for (;;) {
        states.forEach((state, column) => {
            if (listener.signal?.aborted || state.request.signal?.aborted) end(column, "aborted");
            else if (state.answer.length >= state.request.maxTokens) end(column, "length");
            else if (state.answer.length > 0 && state.tokens.length > decoder.contextLength)
                end(column, "context");
        });
        if (states.every(({ reason }) => reason)) return states.map(answerOf);
        await listener.pause?.();
        await advance(decoder, vocabulary, states, listener, end);
    }
}

/** One token for every column that is not done. */
async function advance(
    decoder: ColumnDecoder,
    vocabulary: AnswerDecoder,
    states: readonly State[],
    listener: ColumnListener,
    end: (column: number, reason: Answer["reason"]) => void,
): Promise<void> {
    const texts = states.map(({ tokens, reason }) => (reason ? null : tokens));
    let logits: Float32Array[];
    try {
        logits = await decoder.logits(texts, listener.signal);
    } catch (error) {
        if (error instanceof StudioError && error.code === "interrupted") return; // the caller looks at the signal
        throw error;
    }
    states.forEach((state, column) => {
        if (state.reason) return;
        const { request, tokens, random } = state;
        const token = sampleToken(logits[column] as Float32Array, request.sampling, tokens, random);
        if (vocabulary.isStop(token)) {
            end(column, "stop");
            return;
        }
        tokens.push(token);
        state.answer.push(token);
        state.stream.push(token);
        listener.onToken?.(column);
    });
}

function answerOf({ stream, answer, reason }: State): Answer {
    return { text: stream.end(), tokens: answer, reason: reason ?? "aborted" };
}
