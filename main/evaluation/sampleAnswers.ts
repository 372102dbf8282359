/**
 * Samples a model's answers to prompts: the evidence that a preference was learned.
 * Judges nothing; for Pip's answers answerStyle.ts does.
 */
import type { ChatMessage } from "../../preload/records.ts";
import type { ColumnDecoder } from "../inference/columnDecoder.ts";
import { generateColumns } from "../inference/generateColumns.ts";
import type { SamplingOptions } from "../inference/sampler.ts";
import type { AnswerDecoder } from "../inference/textStream.ts";

/** Temperature 1 and nothing cut off: the policy as it is. */
export const plainSampling = { temperature: 1, topK: 0, topP: 1, minP: 0, repeatPenalty: 1, repeatWindow: 0 };

/** A sampled answer. */
export interface SampledAnswer {
    /** index of the prompt */
    prompt: number;
    text: string;
    tokens: number;
    /** whether the model ended it by itself */
    ended: boolean;
}

/** What turns conversations into ids and back. */
export interface ConversationEncoder extends AnswerDecoder {
    encodePrompt(messages: readonly ChatMessage[]): number[];
}

/** Answers that are decoded together. */
export const sampledTogether = 8;

/**
 * Samples `count` answers, going round the prompts, answer i with seed `seed + i`.
 * @param decoder as many columns of the same stack as answers are to be decoded together
 */
export async function sampleAnswers(
    decoder: ColumnDecoder,
    encoder: ConversationEncoder,
    prompts: readonly (readonly ChatMessage[])[],
    options: {
        count: number;
        seed: number;
        maxTokens: number;
        /** default: plainSampling */
        sampling?: SamplingOptions;
        signal?: AbortSignal;
        /** between tokens: lets more urgent work go first */
        pause?: () => Promise<void>;
        onProgress?: (done: number) => void;
    },
): Promise<SampledAnswer[]> {
    const ids = prompts.map((messages) => encoder.encodePrompt(messages));
    const answers: SampledAnswer[] = [];
    while (answers.length < options.count) {
        options.signal?.throwIfAborted();
        const first = answers.length;
        const requests = Array.from({ length: decoder.columns }, (_, column) => ({
            prompt: ids[(first + column) % ids.length] as number[],
            sampling: options.sampling ?? plainSampling,
            seed: options.seed + first + column,
            maxTokens: options.maxTokens,
        }));
        const given = await generateColumns(decoder, encoder, requests, {
            signal: options.signal,
            pause: options.pause,
        });
        options.signal?.throwIfAborted();
        for (const { text, tokens, reason } of given.slice(0, options.count - first)) {
            const prompt = answers.length % ids.length;
            answers.push({ prompt, text, tokens: tokens.length, ended: reason === "stop" });
        }
        options.onProgress?.(answers.length);
    }
    return answers;
}
