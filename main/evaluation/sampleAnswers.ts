/**
 * Samples a model's answers to prompts: the evidence that a preference was learned.
 * Judges nothing; for Pip's answers answerStyle.ts does.
 */
import type { ChatMessage } from "../../preload/records.ts";
import type { FusedDecoder } from "../inference/fusedDecoder.ts";
import { generate } from "../inference/generate.ts";
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

/** Samples `count` answers, going round the prompts, answer i with seed `seed + i`. */
export async function sampleAnswers(
    decoder: FusedDecoder,
    encoder: ConversationEncoder,
    prompts: readonly (readonly ChatMessage[])[],
    options: {
        count: number;
        seed: number;
        maxTokens: number;
        signal?: AbortSignal;
        onProgress?: (done: number) => void;
    },
): Promise<SampledAnswer[]> {
    const answers: SampledAnswer[] = [];
    for (let i = 0; i < options.count; i++) {
        const prompt = i % prompts.length;
        const answer = await generate(
            decoder,
            encoder,
            encoder.encodePrompt(prompts[prompt] as ChatMessage[]),
            {
                sampling: plainSampling,
                seed: options.seed + i,
                maxTokens: options.maxTokens,
                signal: options.signal,
            },
        );
        options.signal?.throwIfAborted();
        answers.push({
            prompt,
            text: answer.text,
            tokens: answer.tokens.length,
            ended: answer.reason === "stop",
        });
        options.onProgress?.(answers.length);
    }
    return answers;
}
