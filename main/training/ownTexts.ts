/**
 * Texts that the frozen base makes up itself: it is shown the opening of a conversation, writes a person's message,
 * then answers it. They show what it does where the preference has no say, so that training can hold on to that.
 * (Prompting a chat model with nothing but its template: Xu et al. 2024, "Magpie".)
 */
import type { ChatMessage } from "../../preload/records.ts";
import type { FusedDecoder } from "../inference/fusedDecoder.ts";
import { generate } from "../inference/generate.ts";
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

/**
 * Samples `count` texts; text i depends on `seed + i` only.
 * @param decoder of the bare base
 */
export async function sampleOwnTexts(
    decoder: FusedDecoder,
    encoder: OpeningEncoder,
    count: number,
    seed: number,
    signal?: AbortSignal,
    onProgress?: (done: number) => void,
): Promise<OwnText[]> {
    const opening = encoder.encodeOpening();
    const texts: OwnText[] = [];
    for (let i = 0; i < count && opening.length > 0; i++) {
        signal?.throwIfAborted();
        const options = { sampling: plain, seed: seed + i, signal };
        const message = await generate(decoder, encoder, opening, { ...options, maxTokens: longestPrompt });
        const prompt = encoder.encodePrompt([{ role: "user", content: message.text.trim() || "Hello" }]);
        const answer = await generate(decoder, encoder, prompt, { ...options, maxTokens: longestAnswer });
        const ended = answer.reason === "stop";
        const tokens = ended ? [...answer.tokens, encoder.endOfTurn] : answer.tokens;
        if (tokens.length > 0) texts.push({ prompt, answer: tokens, terminal: ended });
        onProgress?.(i + 1);
    }
    return texts;
}
