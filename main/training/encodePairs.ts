/**
 * Preference pairs as token ids within a length limit. What has to be cut or left out is counted, never hidden.
 */
import type { PreferencePair } from "../../preload/records.ts";
import type { TokenPair } from "./pairStep.ts";

/** What the encoder needs of a tokenizer. */
export interface PairEncoder {
    encodePrompt(messages: PreferencePair["prompt"]): number[];
    encodeAnswer(text: string): number[];
}

/** Encoded pairs, with what did not fit. */
export interface EncodedPairs {
    pairs: TokenPair[];
    /** pairs whose prompt lost its beginning */
    promptsCut: number;
    /** pairs of which an answer lost its end */
    answersCut: number;
    /** pairs left out because their answers are the same within the limit */
    indistinct: number;
}

/** Tokens of a prompt that are kept in any case, unless that is more than half: the end of the conversation. */
const smallestPrompt = 16;

/** Encodes pairs so that prompt and answer together have at most `maxLength` tokens. */
export function encodePairs(
    pairs: readonly PreferencePair[],
    encoder: PairEncoder,
    maxLength: number,
): EncodedPairs {
    const result: EncodedPairs = { pairs: [], promptsCut: 0, answersCut: 0, indistinct: 0 };
    for (const { prompt, chosen, rejected } of pairs) {
        const ids = encoder.encodePrompt(prompt);
        const answers = [chosen, rejected].map((text) => encoder.encodeAnswer(text)) as [number[], number[]];
        const kept = Math.min(ids.length, smallestPrompt, Math.floor(maxLength / 2));
        const limit = Math.max(1, maxLength - kept);
        const [c, r] = answers.map((answer) => answer.slice(0, limit)) as [number[], number[]];
        const promptLimit = Math.max(kept, maxLength - Math.max(c.length, r.length));
        if (same(c, r)) {
            result.indistinct++;
            continue;
        }
        if (ids.length > promptLimit) result.promptsCut++;
        if (answers.some((answer) => answer.length > limit)) result.answersCut++;
        result.pairs.push({
            prompt: ids.slice(Math.max(0, ids.length - promptLimit)),
            chosen: c,
            rejected: r,
            terminal: { chosen: c.length === answers[0].length, rejected: r.length === answers[1].length },
        });
    }
    return result;
}

function same(a: readonly number[], b: readonly number[]): boolean {
    return a.length === b.length && a.every((id, i) => id === b[i]);
}
