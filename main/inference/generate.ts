/**
 * An answer, token by token: decode, sample, stop, and text that never shows half a character.
 */
import { createRandom, type Random } from "../random.ts";
import { type SamplingOptions, sampleToken } from "./sampler.ts";
import { type AnswerDecoder, TextStream } from "./textStream.ts";

/** What says which token comes next: by its logits, or, as llama.cpp does, by drawing the token itself. */
export interface NextToken {
    /** tokens that it can hold */
    readonly contextLength: number;
    logits?(tokens: readonly number[], signal?: AbortSignal): Promise<Float32Array>;
    draw?(tokens: readonly number[], sampling: SamplingOptions, random: Random): Promise<number>;
}

/** How to answer. */
export interface GenerateOptions {
    sampling: SamplingOptions;
    seed: number;
    maxTokens: number;
    signal?: AbortSignal;
    /** Receives new text as soon as its characters are whole. */
    onText?: (text: string) => void;
}

/** An answer. */
export interface Answer {
    text: string;
    tokens: number[];
    /** stop: the model ended it; length: the limit; context: no room left; aborted: the signal */
    reason: "stop" | "length" | "context" | "aborted";
}

/** Generates an answer to a prompt. @throws StudioError `context-full` if not even the prompt fits */
export async function generate(
    decoder: NextToken,
    vocabulary: AnswerDecoder,
    prompt: readonly number[],
    options: GenerateOptions,
): Promise<Answer> {
    const random = createRandom(options.seed);
    const stream = new TextStream(vocabulary, options.onText);
    const tokens = [...prompt];
    const answer: number[] = [];
    let reason: Answer["reason"] = "length";
    while (answer.length < options.maxTokens) {
        if (options.signal?.aborted) {
            reason = "aborted";
            break;
        }
        if (answer.length > 0 && tokens.length > decoder.contextLength) {
            reason = "context";
            break;
        }
        const token = await nextToken(decoder, tokens, options, random);
        if (vocabulary.isStop(token)) {
            reason = "stop";
            break;
        }
        tokens.push(token);
        answer.push(token);
        stream.push(token);
    }
    return { text: stream.end(), tokens: answer, reason };
}

async function nextToken(
    decoder: NextToken,
    tokens: readonly number[],
    { sampling, signal }: GenerateOptions,
    random: Random,
): Promise<number> {
    if (decoder.draw) return decoder.draw(tokens, sampling, random);
    const logits = await decoder.logits?.(tokens, signal);
    if (!logits) throw new Error("a decoder that says nothing");
    return sampleToken(logits, sampling, tokens, random);
}
