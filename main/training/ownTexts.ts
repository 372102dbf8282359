/**
 * Texts that the frozen base makes up itself: it is shown the opening of a conversation, writes a person's message,
 * then answers it. They show what it does where the preference has no say, so that training can hold on to that.
 * (Prompting a chat model with nothing but its template: Xu et al. 2024, "Magpie".)
 */
import type { ChatMessage } from "../../preload/records.ts";
import type { ColumnDecoder } from "../inference/columnDecoder.ts";
import { generateColumns } from "../inference/generateColumns.ts";
import type { AnswerDecoder } from "../inference/textStream.ts";
import type { OwnText } from "./pairStep.ts";

/** What turns conversations into ids and back. */
export interface OpeningEncoder extends AnswerDecoder {
    encodeOpening(): number[];
    encodePrompt(messages: readonly ChatMessage[]): number[];
    endOfTurn: number;
}

const plain = { temperature: 1, topK: 0, topP: 1, minP: 0, repeatPenalty: 1, repeatWindow: 0 };
const longestPrompt = 48;
const longestAnswer = 96;

/** Texts that are made up together. */
export const ownTextsTogether = 8;

/** What happens meanwhile. */
export interface OwnTextsListener {
    onProgress?: (done: number) => void;
    /** between tokens: lets more urgent work go first */
    pause?: () => Promise<void>;
    signal?: AbortSignal;
}

/**
 * Samples `count` texts; text i has seed `seed + i`.
 * @param decoder columns of the bare base
 */
export async function sampleOwnTexts(
    decoder: ColumnDecoder,
    encoder: OpeningEncoder,
    count: number,
    seed: number,
    { signal, pause, onProgress }: OwnTextsListener = {},
): Promise<OwnText[]> {
    const opening = encoder.encodeOpening();
    const texts: OwnText[] = [];
    const ask = (prompts: readonly (readonly number[])[], from: number, maxTokens: number) => {
        const requests = prompts.map((prompt, i) => ({
            prompt,
            sampling: plain,
            seed: seed + from + i,
            maxTokens,
        }));
        return generateColumns(decoder, encoder, requests, { signal, pause });
    };
    for (let from = 0; from < count && opening.length > 0; from += decoder.columns) {
        signal?.throwIfAborted();
        const openings = Array.from({ length: decoder.columns }, () => opening);
        const messages = await ask(openings, from, longestPrompt);
        const prompts = messages.map(({ text }) =>
            encoder.encodePrompt([{ role: "user", content: text.trim() || "Hello" }]),
        );
        const answers = await ask(prompts, from, longestAnswer);
        signal?.throwIfAborted();
        answers.slice(0, count - from).forEach(({ tokens, reason }, i) => {
            const ended = reason === "stop";
            const answer = ended ? [...tokens, encoder.endOfTurn] : tokens;
            if (answer.length > 0) texts.push({ prompt: prompts[i] as number[], answer, terminal: ended });
        });
        onProgress?.(Math.min(count, from + decoder.columns));
    }
    return texts;
}
