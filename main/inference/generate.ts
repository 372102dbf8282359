/**
 * An answer, token by token: decode, sample, stop, and text that never shows half a character.
 */
import { createRandom, type Random } from "../random.ts";
import { type SamplingOptions, sampleToken } from "./sampler.ts";

/** What turns ids into text. */
export interface AnswerDecoder {
    /** @param before the tokens that stand before these in the same text */
    decode(ids: readonly number[], before?: readonly number[]): string;
    isStop(token: number): boolean;
}

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

/** Tokens that wait for the end of a letter, at most; a letter has four bytes. */
const mostPending = 16;
/** Tokens before those that are decoded, for the spaces between words. */
const context = 8;

/**
 * Collects tokens and passes text on, holding back letters of which only some bytes are there yet. Half a letter
 * decodes to U+FFFD; what never becomes a whole one is left out.
 */
class TextStream {
    readonly #vocabulary: AnswerDecoder;
    readonly #onText: ((text: string) => void) | undefined;
    #before: number[] = [];
    #pending: number[] = [];
    /** how much of the pending tokens' text is out already */
    #shown = 0;
    #text = "";

    constructor(vocabulary: AnswerDecoder, onText?: (text: string) => void) {
        this.#vocabulary = vocabulary;
        this.#onText = onText;
    }

    push(token: number): void {
        this.#pending.push(token);
        const text = this.#vocabulary.decode(this.#pending, this.#before);
        const whole = text.replace(/\uFFFD+$/, "");
        this.#emit(whole.slice(this.#shown).replaceAll("\uFFFD", ""));
        this.#shown = whole.length;
        if (whole.length < text.length && this.#pending.length < mostPending) return;
        this.#before = [...this.#before, ...this.#pending].slice(-context);
        this.#pending = [];
        this.#shown = 0;
    }

    end(): string {
        return this.#text;
    }

    #emit(text: string): void {
        if (text === "") return;
        this.#text += text;
        this.#onText?.(text);
    }
}
